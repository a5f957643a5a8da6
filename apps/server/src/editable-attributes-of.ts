import { managedUserOf } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

/** Attributes of accounts of a realm that people may edit themselves. None where what administrators say of people stands in a directory: that has rules of its own about who may write in it. */
export async function editableAttributesOf(
  { stores: { services } }: Pick<Workspace, 'stores'>,
  realm: string,
): Promise<ReadonlySet<string>> {
  const [said, user] = await Promise.all([services.get(realm, 'continuity'), services.get(realm, 'managedUser')]);
  const keeping = said?.deviceKeeping;
  if (keeping?.type === 'attribute' && keeping.directory !== undefined) return new Set();
  const { properties } = managedUserOf(user);
  return new Set(Object.keys(properties).filter((name) => properties[name]?.userEditable === true));
}
