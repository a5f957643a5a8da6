import { expect, it } from 'vitest';
import { COLLECTIONS } from '../src/collections.ts';
import { compositeId } from '../src/composite-id.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { IdentityRepository } from '../src/repositories/identity-repository.ts';

/** A person as versions without keys for mail addresses wrote one. */
async function writtenBefore(store: MemoryDocumentStore, username: string, mail: string): Promise<void> {
  const body = JSON.stringify({
    id: `id-${username}`,
    realm: '/alpha',
    username,
    active: true,
    attributes: { mail: [mail] },
    createdAt: 1,
  });
  const keys = { realm: '/alpha', id: compositeId('/alpha', `id-${username}`) };
  await store.write([{ collection: COLLECTIONS.identities, id: compositeId('/alpha', username), expect: 'absent', body, keys }], 1);
}

it('finds people by mail address whom an older version wrote, and prepares them once', async () => {
  const store = new MemoryDocumentStore();
  await writtenBefore(store, 'mia', 'mia@example.com');
  await writtenBefore(store, 'twin', 'MIA@example.com');
  const having = async (repository: IdentityRepository) =>
    (await repository.findByAttribute('/alpha', 'mail', 'mia@example.com')).map(({ username }) => username);
  const repository = new IdentityRepository(store, () => 1);
  expect(await having(repository)).toEqual(['mia', 'twin']);
  const before = store.generation(COLLECTIONS.identities);
  expect(await having(repository)).toEqual(['mia', 'twin']);
  expect(await having(new IdentityRepository(store, () => 1))).toEqual(['mia', 'twin']);
  expect(store.generation(COLLECTIONS.identities)).toBe(before);
});

it('does not look through a realm of too many people for an attribute without a key', async () => {
  const store = new MemoryDocumentStore();
  for (let number = 0; number <= 10_000; number += 1) await writtenBefore(store, `p${number}`, `p${number}@example.com`);
  const repository = new IdentityRepository(store, () => 1);
  await expect(repository.findByAttribute('/alpha', 'sn', 'x')).rejects.toMatchObject({ code: 'identity.search_too_wide' });
  expect((await repository.findByAttribute('/alpha', 'mail', 'p7@example.com')).map(({ username }) => username)).toEqual(['p7']);
});
