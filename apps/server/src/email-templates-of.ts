import { shippedTemplates } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** The e-mail templates of a realm by id, those that every realm has included, and whether each is switched on. */
export async function emailTemplatesOf({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<ReadonlyMap<string, boolean>> {
  const own = await stores.realmObjects.list(realm, 'emailTemplate');
  return new Map([
    ...Object.keys(shippedTemplates).map((id) => [id, true] as const),
    ...own.map(({ id, value }) => [id, value['enabled'] !== false] as const),
  ]);
}
