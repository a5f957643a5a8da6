import { createResealer } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

/**
 * Sees that the store was begun with the keys of this key ring: a copy with a keys file of its own would seal what no other copy opens, and every sign-on that came
 * to another copy would be lost. The first start of all leaves something sealed for the others to open.
 * @throws WaygateError `seal.unknown_key` (operational) when it was begun with others; nothing was written then
 */
export async function expectOwnKeys(workspace: Pick<Workspace, 'stores' | 'ring'>): Promise<void> {
  const { stores } = workspace;
  const begun = () => stores.realmObjects.get('/', 'installation', 'keys');
  if ((await begun()) !== undefined) return;
  await expectToOpenWhatIsThere(workspace);
  await stores.realmObjects.create('/', 'installation', { id: 'keys', value: { begunAt: new Date().toISOString() } });
  // Of several first starts at once one has written it.
  await begun();
}

/**
 * A store that an earlier version began has no such mark. Whoever came first with a wrong keys file would leave theirs there, and keep the right one out from then on.
 */
async function expectToOpenWhatIsThere({ stores, ring }: Pick<Workspace, 'stores' | 'ring'>): Promise<void> {
  if ((await stores.realms.settings('/')) === undefined) return;
  const { keysOf } = createResealer(ring);
  let opens = 0;
  const missing = new Set<string>();
  await stores.documents.walk((text) => {
    const { opening, named } = keysOf(text);
    opens += opening.size;
    for (const kid of named) missing.add(kid);
    return text;
  });
  if (opens > 0 || missing.size === 0) return;
  throw new WaygateError(
    'operational',
    'seal.unknown_key',
    `The keys file opens nothing of what is sealed in the store (by ${[...missing].join(', ')}): it belongs to another installation. Name the keys file that the store was begun with in WAYGATE_KEYS_FILE.`,
  );
}
