import type { Workspace } from './workspace.ts';

/**
 * Sees that the store was begun with the keys of this key ring: a copy with a keys file of its own would seal what no other copy opens, and every sign-on that came
 * to another copy would be lost. The first start of all leaves something sealed for the others to open.
 * @throws WaygateError `seal.unknown_key` (operational) when it was begun with others; nothing was written then
 */
export async function expectOwnKeys({ stores }: Pick<Workspace, 'stores'>): Promise<void> {
  const begun = () => stores.realmObjects.get('/', 'installation', 'keys');
  if ((await begun()) !== undefined) return;
  await stores.realmObjects.create('/', 'installation', { id: 'keys', value: { begunAt: new Date().toISOString() } });
  // Of several first starts at once one has written it.
  await begun();
}
