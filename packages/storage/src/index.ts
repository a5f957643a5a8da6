export { assertDistinct } from './assert-distinct.ts';
export { COLLECTIONS, EPHEMERAL_COLLECTIONS } from './collections.ts';
export type { DocumentStore, DocumentWrite, KeyValue, StoredDocument } from './document-store.ts';
export { firstRevision } from './first-revision.ts';
export { openMemoryStores } from './open-memory-stores.ts';
export { openSqliteStores } from './open-sqlite-stores.ts';
export * from './ports/index.ts';
export { storeUnavailable } from './store-unavailable.ts';
export { storesOn } from './stores-on.ts';
