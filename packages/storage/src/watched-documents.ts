import type { DocumentStore } from './document-store.ts';

/** What is told of an operation of a store when it is over: what it was, how long it took in milliseconds, and whether the store gave an answer. */
export type StoreWatch = (operation: 'get' | 'find' | 'write' | 'scan' | 'sweep' | 'ping', took: number, answered: boolean) => void;

/** The same store, with somebody told how long its operations take. A write that was refused because of what was there is an answer. */
export function watchedDocuments(store: DocumentStore, watch: StoreWatch): DocumentStore {
  const watched = async <T>(operation: Parameters<StoreWatch>[0], work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    let answered = false;
    try {
      const result = await work();
      answered = true;
      return result;
    } finally {
      watch(operation, performance.now() - from, answered);
    }
  };
  return {
    largestBody: store.largestBody,
    get: (...asked) => watched('get', () => store.get(...asked)),
    find: (...asked) => watched('find', () => store.find(...asked)),
    findPart: (...asked) => watched('find', () => store.findPart(...asked)),
    write: (...asked) => watched('write', () => store.write(...asked)),
    generation: (...asked) => store.generation(...asked),
    collections: () => store.collections(),
    scan: (...asked) => watched('scan', () => store.scan(...asked)),
    rewrite: (...asked) => store.rewrite(...asked),
    dump: (...asked) => store.dump(...asked),
    load: (...asked) => store.load(...asked),
    sweep: (...asked) => watched('sweep', () => store.sweep(...asked)),
    ping: () => watched('ping', () => store.ping()),
    close: () => store.close(),
  };
}
