import { type Application, application } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

/** Applications of a realm that proxies guard, in the order of the names. */
export async function guardedApplications({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<readonly Application[]> {
  const found = await stores.realmObjects.list(realm, 'application');
  // One that does not have the shape it should have lets nobody in, and must not keep people out of the others.
  const read = found.map(({ value }) => application.safeParse(value)).flatMap(({ data }) => (data === undefined ? [] : [data]));
  return read.sort((a, b) => (a.name < b.name ? -1 : 1));
}
