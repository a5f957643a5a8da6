import { expect, it } from 'vitest';
import { COLLECTIONS } from '../src/collections.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import type { TokenRecord } from '../src/ports/token-store.ts';
import { TokenRepository } from '../src/repositories/token-repository.ts';
import { sealer } from './sealer.ts';

// A name with what ids must escape.
const REALM = '/al\npha';

const token = (more: Partial<TokenRecord> = {}): TokenRecord => ({ payload: {}, createdAt: 1_000, expiresAt: 61_000, ...more });

/** Makes all tokens what versions wrote that did not list them by whose they are. */
async function unlist(store: MemoryDocumentStore): Promise<void> {
  const kept = await store.dump(COLLECTIONS.oauthGrants, undefined, 1_000);
  const listedLess = kept.map(({ keys: { person: _, ...keys }, ...one }) => ({ ...one, keys }));
  await store.load(COLLECTIONS.oauthGrants, listedLess);
}

it('lists and takes back what an earlier version kept, and looks for such until none is left', async () => {
  const store = new MemoryDocumentStore();
  const opened = (now = 2_000) => new TokenRepository(store, sealer, () => now);
  await opened().put(REALM, 'Grant', 'g', token({ personId: 'p', payload: { clientId: 'one' } }));
  await opened().put(REALM, 'RefreshToken', 'r', token({ personId: 'p', grantId: 'g' }));
  await opened().put(REALM, 'Grant', 'of nobody', token());
  await unlist(store);
  expect((await opened().givenBy(REALM, 'p')).grants).toMatchObject([
    { grant: { payload: { clientId: 'one' } }, refreshTokens: [{ grantId: 'g' }] },
  ]);
  expect(await opened().find(REALM, 'RefreshToken', 'r'), 'it is what it was').toEqual(token({ personId: 'p', grantId: 'g' }));
  // Another process of that version may have written since.
  await unlist(store);
  const { grants } = await opened().givenBy(REALM, 'p');
  expect(grants).toHaveLength(1);
  await opened().revokeGrants(REALM, [grants[0]?.handle ?? '']);
  expect(await opened().find(REALM, 'RefreshToken', 'r')).toBeUndefined();
  expect(await opened().find(REALM, 'Grant', 'of nobody')).toBeDefined();
  expect(await opened(61_000).find(REALM, 'Grant', 'of nobody'), 'it ends as it would have').toBeUndefined();
  await opened().givenBy(REALM, 'p');
  // Once there was none, it is not looked for any more.
  await opened().put(REALM, 'Grant', 'late', token({ personId: 'p' }));
  await unlist(store);
  expect((await opened().givenBy(REALM, 'p')).grants).toEqual([]);
});
