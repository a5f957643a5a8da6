import { expect, it, onTestFinished } from 'vitest';
import { COLLECTIONS } from '../../src/collections.ts';
import { copyDocuments } from '../../src/copy/copy-documents.ts';
import { storesOnWhole } from '../../src/copy/stores-on-whole.ts';
import { surveyDocuments } from '../../src/copy/survey-documents.ts';
import type { DocumentStore } from '../../src/document-store.ts';
import { assertKnownFormat, keepFormatMark } from '../../src/format/format-mark.ts';
import { MemoryDocumentStore } from '../../src/memory/memory-document-store.ts';
import { sealer } from '../sealer.ts';

/** What every engine does when releases of several formats meet on one store. @param open an empty store */
export function storeFormatContract(open: () => Promise<DocumentStore>): void {
  const opened = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  const markOf = async (store: DocumentStore): Promise<unknown> =>
    JSON.parse((await store.get(COLLECTIONS.storeMarks, 'format', 0))?.body ?? 'null');
  const first = { writes: 1, readableBy: 1, readsFrom: 1 };
  const second = { writes: 2, readableBy: 1, readsFrom: 1 };
  const third = { writes: 3, readableBy: 2, readsFrom: 2 };

  it('a store says which format it has, and is opened by the releases that know it', async () => {
    const store = await opened();
    await keepFormatMark(store, '0.1.0', first);
    expect(await markOf(store)).toEqual({ format: 1, readableBy: 1, release: '0.1.0' });
    await keepFormatMark(store, '0.2.0', second);
    expect(await markOf(store)).toEqual({ format: 2, readableBy: 1, release: '0.2.0' });
    // In an update both run side by side, and the older takes nothing back.
    await keepFormatMark(store, '0.1.0', first);
    await keepFormatMark(store, '0.2.1', second);
    expect(await markOf(store)).toEqual({ format: 2, readableBy: 1, release: '0.2.0' });
    await keepFormatMark(store, '0.3.0', third);
    await keepFormatMark(store, '0.2.0', second);
    expect(await markOf(store)).toEqual({ format: 3, readableBy: 2, release: '0.3.0' });
  });

  it('a release refuses a store that a newer one wrote in another way, names that one, and changes nothing', async () => {
    const store = await opened();
    await keepFormatMark(store, '0.2.0', second);
    await keepFormatMark(store, '0.3.0', third);
    const before = await store.dump(COLLECTIONS.storeMarks, undefined, 10);
    const refused = { kind: 'operational', code: 'storage.newer_store', message: expect.stringContaining('Waygate 0.3.0') };
    await expect(keepFormatMark(store, '0.1.0', first)).rejects.toMatchObject(refused);
    await expect(assertKnownFormat(store, first)).rejects.toMatchObject(refused);
    expect(await store.dump(COLLECTIONS.storeMarks, undefined, 10)).toEqual(before);
  });

  it('a release refuses a store that it no longer reads, one without a mark, too, and says what to do', async () => {
    const store = await opened();
    const refused = { kind: 'operational', code: 'storage.older_store', message: expect.stringContaining('one release at a time') };
    await expect(keepFormatMark(store, '0.3.0', third)).rejects.toMatchObject(refused);
    expect(await store.collections()).toEqual([]);
    await keepFormatMark(store, '0.1.0', first);
    await expect(keepFormatMark(store, '0.3.0', third)).rejects.toMatchObject(refused);
  });

  it('of several first starts at once each comes to the same', async () => {
    const store = await opened();
    await Promise.all(Array.from({ length: 8 }, (_, index) => keepFormatMark(store, `0.${index}.0`, index % 2 === 0 ? first : second)));
    expect(await markOf(store)).toMatchObject({ format: 2, readableBy: 1 });
  });

  it('is neither opened, copied nor copied into when a newer release wrote it, and a copy says what its source says', async () => {
    const newer = await open();
    await newer.write([{ collection: COLLECTIONS.realms, id: 'a', expect: 'absent', body: '{}' }], 0);
    await keepFormatMark(newer, '9.0.0', { writes: 9, readableBy: 9, readsFrom: 1 });
    const other = new MemoryDocumentStore();
    await other.write([{ collection: COLLECTIONS.realms, id: 'b', expect: 'absent', body: '{}' }], 0);
    const refused = { code: 'storage.newer_store', message: expect.stringContaining('Waygate 9.0.0') };
    const how = { keyCheck: 'k', tell: () => undefined };
    await expect(surveyDocuments(newer, { largestBody: 1_000, look: () => undefined, now: 0 })).rejects.toMatchObject(refused);
    await expect(copyDocuments({ source: newer, target: new MemoryDocumentStore(), ...how })).rejects.toMatchObject(refused);
    await expect(copyDocuments({ source: other, target: newer, ...how })).rejects.toMatchObject(refused);
    await expect(storesOnWhole(newer, sealer, Date.now), 'and it is closed then').rejects.toMatchObject(refused);

    const target = await opened();
    await keepFormatMark(other, '0.2.0', second);
    await copyDocuments({ source: other, target, ...how });
    expect(await markOf(target)).toEqual({ format: 2, readableBy: 1, release: '0.2.0' });
  });
}
