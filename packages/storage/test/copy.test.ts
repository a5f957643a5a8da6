import { describe, expect, it, onTestFinished } from 'vitest';
import { copyDocuments, type DocumentStore, openSqliteDocuments, openSqliteStores, surveyDocuments } from '../src/index.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const NOW = 1_000;
const copy = (
  source: DocumentStore,
  target: DocumentStore,
  more: { keyCheck?: string; tell?: () => void; mayFinish?: () => Promise<void> } = {},
) => copyDocuments({ source, target, keyCheck: 'k', tell: () => undefined, clock: () => NOW, ...more });

async function opened(): Promise<SqliteDocumentStore> {
  const store = new SqliteDocumentStore(temporaryDirectory());
  onTestFinished(() => store.close());
  return store;
}

async function filled(): Promise<SqliteDocumentStore> {
  const store = await opened();
  for (const collection of ['identities', 'throttle']) {
    const many = Array.from({ length: 250 }, (_, index) => ({ id: `${index}`, body: `${index}`, keys: { n: `${index % 7}` } }));
    await store.write(
      many.map((one) => ({ collection, expect: 'absent' as const, expiresAt: NOW + 1, ...one })),
      0,
    );
    await store.write([{ collection, id: 'gone', expect: 'absent', body: 'expired', expiresAt: NOW }], 0);
    await store.write([{ collection, id: 'stays', expect: 'absent', body: 'for good' }], 0);
  }
  return store;
}

/** Everything that lives, as it is kept. */
async function dumpOf(store: DocumentStore) {
  const all = await Promise.all(['identities', 'throttle'].map((collection) => store.dump(collection, undefined, 1_000)));
  return all.map((documents) => documents.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > NOW));
}

/** A store that fails as it is written to for the nth time, as one does that goes away. */
function failingAfter(store: DocumentStore, writes: number): DocumentStore {
  let left = writes;
  const load: DocumentStore['load'] = async (collection, documents) => {
    left -= 1;
    if (left < 0) throw new Error('gone');
    await store.load(collection, documents);
  };
  return new Proxy(store, {
    get(target, name: keyof DocumentStore) {
      if (name === 'load') return load;
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('a copy of a store', () => {
  it('stays unfinished while somebody else may have written since it was compared, and takes what they wrote when it goes on', async () => {
    const source = await filled();
    const target = new MemoryDocumentStore();
    const inUse = async () => {
      await source.write([{ collection: 'identities', id: 'late', expect: 'absent', body: 'acknowledged' }], 0);
      throw new Error('in use');
    };
    await expect(copy(source, target, { mayFinish: inUse })).rejects.toThrow('in use');
    expect(await copy(source, target)).toEqual({ outcome: 'resumed', documents: 503, changed: 1 });
    expect(await dumpOf(target)).toEqual(await dumpOf(source));
  });

  it('is the same in everything, without what has expired, and nothing to be done again', async () => {
    const source = await filled();
    const target = new MemoryDocumentStore();
    expect(await copy(source, target)).toEqual({ outcome: 'copied', documents: 502, changed: 502 });
    expect(await dumpOf(target)).toEqual(await dumpOf(source));
    expect(await copy(source, target)).toEqual({ outcome: 'same', documents: 502, changed: 0 });
    const back = await opened();
    expect(await copy(target, back)).toMatchObject({ outcome: 'copied', changed: 502 });
    expect(await dumpOf(back)).toEqual(await dumpOf(source));
  });

  it('is gone on with where it ended, with what has changed meanwhile, and is opened by nobody before it is whole', async () => {
    const source = await filled();
    const directory = temporaryDirectory();
    const target = new SqliteDocumentStore(directory);
    onTestFinished(() => target.close());
    await expect(copy(source, failingAfter(target, 2))).rejects.toThrow('gone');
    await expect(openSqliteStores({ directory, sealer })).rejects.toMatchObject({ code: 'storage.unfinished_copy' });
    await expect(copy(await filled(), target), 'of another store').rejects.toMatchObject({ code: 'copy.other_source' });
    await expect(copy(source, target, { keyCheck: 'other' })).rejects.toMatchObject({ code: 'copy.other_keys' });
    await expect(copy(target, await opened()), 'half of a store').rejects.toMatchObject({ code: 'storage.unfinished_copy' });
    await source.write([{ collection: 'identities', id: '0', expect: 'any', body: undefined }], 0);
    await source.write([{ collection: 'identities', id: '1', expect: 'any', body: 'other' }], 0);
    expect(await copy(source, target)).toEqual({ outcome: 'resumed', documents: 501, changed: 253 });
    expect(await dumpOf(target)).toEqual(await dumpOf(source));
    await (await openSqliteStores({ directory, sealer })).close();
  });

  it('destroys nothing that is there', async () => {
    const source = await filled();
    const target = await opened();
    const own = { collection: 'realms', id: 'own', expect: 'absent', body: 'own' } as const;
    await target.write([own], 0);
    await expect(copy(source, target)).rejects.toMatchObject({ code: 'copy.target_not_empty' });
    expect(await target.collections()).toEqual(['realms']);
    const whole = await opened();
    await copy(source, whole);
    await whole.write([own], 0);
    await expect(copy(source, whole), 'it has been worked on since').rejects.toMatchObject({ code: 'copy.target_not_empty' });
  });

  it.each(['source', 'target'] as const)('is not called whole when its %s was written to meanwhile', async (side) => {
    const sides = { source: await filled(), target: await opened() };
    let wrote = false;
    const tell = () => {
      if (!wrote) void sides[side].write([{ collection: 'attempts', id: 'a', expect: 'absent', body: 'late' }], 0);
      wrote = true;
    };
    await expect(copy(sides.source, sides.target, { tell })).rejects.toMatchObject({
      code: 'copy.differs',
      message: expect.stringContaining('attempts (1)'),
    });
    expect(await copy(sides.source, sides.target)).toMatchObject({ outcome: 'resumed', changed: 1 });
  });

  it('is not begun where the other store could not keep all of it, or there is nothing', async () => {
    const source = await filled();
    const look = { look: () => undefined, now: NOW };
    expect(await surveyDocuments(source, { largestBody: 8, ...look })).toMatchObject({ documents: 502 });
    await expect(surveyDocuments(source, { largestBody: 7, ...look })).rejects.toMatchObject({
      code: 'storage.too_large',
      message: expect.stringMatching(/identities.*throttle/),
    });
    await expect(surveyDocuments(await opened(), { largestBody: 7, ...look })).rejects.toMatchObject({ code: 'copy.source_empty' });
    await source.write([{ collection: 'ofAnotherVersion', id: 'a', expect: 'absent', body: '1' }], 0);
    await expect(surveyDocuments(source, { largestBody: 9, ...look })).rejects.toMatchObject({ code: 'copy.unknown_collection' });
  });
});

it('the embedded store is opened alone or not at all', async () => {
  const directory = temporaryDirectory();
  await expect(openSqliteDocuments({ directory, mustExist: true })).rejects.toMatchObject({ code: 'storage.no_store' });
  const shared = new SqliteDocumentStore(directory);
  await expect(openSqliteDocuments({ directory, mustExist: true })).rejects.toMatchObject({ code: 'storage.in_use' });
  await shared.close();
  const alone = await openSqliteDocuments({ directory, mustExist: true });
  await expect(openSqliteDocuments({ directory, mustExist: true })).rejects.toMatchObject({ code: 'storage.in_use' });
  await alone.close();
  await (await openSqliteDocuments({ directory, mustExist: false })).close();
});
