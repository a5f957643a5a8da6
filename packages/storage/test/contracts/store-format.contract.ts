import { expect, it, onTestFinished, vi } from 'vitest';
import { COLLECTIONS } from '../../src/collections.ts';
import { copyDocuments } from '../../src/copy/copy-documents.ts';
import { storesOnWhole } from '../../src/copy/stores-on-whole.ts';
import { surveyDocuments } from '../../src/copy/survey-documents.ts';
import type { DocumentStore } from '../../src/document-store.ts';
import { assertKnownFormat, keepFormatMark } from '../../src/format/format-mark.ts';
import { guardedDocuments } from '../../src/format/guarded-documents.ts';
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
  const waited: number[] = [];
  /** Notes how long a release would wait for those that it shuts out. */
  const wait = async (ms: number) => void waited.push(ms);

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
    await keepFormatMark(store, '0.3.0', third, wait);
    await keepFormatMark(store, '0.2.0', second, wait);
    expect(await markOf(store)).toMatchObject({ format: 3, readableBy: 2, release: '0.3.0' });
  });

  it('a release that shuts others out gives them the time to notice, as does each further copy of it, and takes none where nobody is shut out', async () => {
    const store = await opened();
    waited.length = 0;
    await keepFormatMark(store, '0.1.0', first, wait);
    await keepFormatMark(store, '0.2.0', second, wait);
    await keepFormatMark(store, '0.2.0', second, wait);
    await keepFormatMark(new MemoryDocumentStore(), '9.0.0', { writes: 9, readableBy: 9, readsFrom: 1 }, wait);
    expect(waited).toEqual([]);
    await keepFormatMark(store, '0.3.0', third, wait);
    expect(waited).toEqual([expect.any(Number)]);
    await keepFormatMark(store, '0.3.0', third, wait);
    expect(waited).toEqual([waited[0], waited[0]]);
    const { since, ...mark } = (await markOf(store)) as { readonly since: number };
    const write = (body: object) =>
      store.write([{ collection: COLLECTIONS.storeMarks, id: 'format', expect: 'any', body: JSON.stringify(body) }], 0);
    await write({ ...mark, since: since - 3_600_000 });
    await keepFormatMark(store, '0.3.0', third, wait);
    expect(waited).toHaveLength(2);
  });

  it('a release that works on a store when a newer one shuts it out reads and writes nothing more, and one that may go on does', async () => {
    const store = await open();
    await keepFormatMark(store, '0.1.0', first);
    const told: unknown[] = [];
    const [older, shutOut] = [second, first].map((ours) => guardedDocuments(store, (error) => told.push(error), ours));
    onTestFinished(async () => {
      await older?.close();
      await shutOut?.close();
    });
    const put = (one: DocumentStore | undefined, id: string) =>
      one?.write([{ collection: COLLECTIONS.services, id, expect: 'absent', body: '{}' }], 0);
    expect([await put(older, 'a'), await put(shutOut, 'b')]).toEqual([true, true]);
    await keepFormatMark(store, '0.2.0', second);
    expect([await put(older, 'c'), await put(shutOut, 'd')]).toEqual([true, true]);
    await keepFormatMark(store, '0.3.0', third, wait);
    await vi.waitUntil(() => told.length > 0, 20_000);
    expect(told).toEqual([
      expect.objectContaining({ kind: 'operational', code: 'storage.overtaken', message: expect.stringContaining('Waygate 0.3.0') }),
    ]);
    const refused = { kind: 'operational', code: 'storage.unavailable', cause: told[0] };
    await expect(put(shutOut, 'e')).rejects.toMatchObject(refused);
    await expect(shutOut?.get(COLLECTIONS.services, 'a', 0)).rejects.toMatchObject(refused);
    await expect(shutOut?.ping()).rejects.toMatchObject(refused);
    expect(() => shutOut?.generation(COLLECTIONS.services)).toThrow(expect.objectContaining(refused));
    expect(await put(older, 'f')).toBe(true);
    expect((await store.scan(COLLECTIONS.services, undefined, 10)).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'f']);
  }, 30_000);

  it('whoever stood still looks at the mark before anything else', async () => {
    const store = await open();
    await keepFormatMark(store, '0.1.0', first);
    const guarded = guardedDocuments(store, () => undefined, first);
    onTestFinished(() => guarded.close());
    await keepFormatMark(store, '0.2.0', second);
    await keepFormatMark(store, '0.3.0', third, wait);
    // As after a stop of the process: the clock has gone on, and no timer has run.
    const { now } = performance;
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 60_000);
    onTestFinished(() => later.mockRestore());
    await expect(guarded.write([{ collection: COLLECTIONS.services, id: 'a', expect: 'absent', body: '{}' }], 0)).rejects.toMatchObject({
      code: 'storage.unavailable',
    });
    expect(await store.collections()).toEqual(['storeMarks']);
  });

  it('whoever slept looks at the mark before anything else, too, though the clock that only goes on stood still', async () => {
    const store = await open();
    await keepFormatMark(store, '0.1.0', first);
    const guarded = guardedDocuments(store, () => undefined, first);
    onTestFinished(() => guarded.close());
    await keepFormatMark(store, '0.2.0', second);
    await keepFormatMark(store, '0.3.0', third, wait);
    const { now } = Date;
    const later = vi.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + 60_000);
    onTestFinished(() => later.mockRestore());
    await expect(guarded.write([{ collection: COLLECTIONS.services, id: 'a', expect: 'absent', body: '{}' }], 0)).rejects.toMatchObject({
      code: 'storage.unavailable',
    });
    expect(await store.collections()).toEqual(['storeMarks']);
  });

  it('whoever looked before a newer release came, and is answered after it, looks again before anything else', async () => {
    const store = await open();
    await keepFormatMark(store, '0.1.0', first);
    await keepFormatMark(store, '0.2.0', second);
    const { now } = performance;
    let ahead = 0;
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + ahead);
    onTestFinished(() => later.mockRestore());
    const guarded = guardedDocuments(store, () => undefined, first);
    onTestFinished(() => guarded.close());
    const get = store.get.bind(store);
    const seen = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    vi.spyOn(store, 'get').mockImplementationOnce(async (...asked) => {
      const found = await get(...asked);
      seen.resolve();
      await held.promise;
      return found;
    });
    ahead = 60_000;
    const written = guarded.write([{ collection: COLLECTIONS.services, id: 'a', expect: 'absent', body: '{}' }], 0);
    written.catch(() => undefined);
    await seen.promise;
    await keepFormatMark(store, '0.3.0', third, wait);
    ahead = 120_000;
    held.resolve();
    await expect(written).rejects.toMatchObject({ code: 'storage.unavailable', cause: { code: 'storage.overtaken' } });
    expect(await store.collections()).toEqual(['storeMarks']);
  });

  it('a store whose answers to looks always come late is away', async () => {
    const store = await open();
    await keepFormatMark(store, '0.1.0', first);
    const { now } = performance;
    let ahead = 0;
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + ahead);
    onTestFinished(() => later.mockRestore());
    const guarded = guardedDocuments(store, () => undefined, first);
    onTestFinished(() => guarded.close());
    const get = store.get.bind(store);
    const slow = vi.spyOn(store, 'get').mockImplementation(async (...asked) => {
      const found = await get(...asked);
      ahead += 60_000;
      return found;
    });
    ahead = 60_000;
    await expect(guarded.ping()).rejects.toMatchObject({ code: 'storage.unavailable' });
    slow.mockRestore();
    await guarded.ping();
  });

  it('a release refuses a store that a newer one wrote in another way, names that one, and changes nothing', async () => {
    const store = await opened();
    await keepFormatMark(store, '0.2.0', second);
    await keepFormatMark(store, '0.3.0', third, wait);
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
    await keepFormatMark(newer, '9.0.0', { writes: 9, readableBy: 9, readsFrom: 1 }, wait);
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
