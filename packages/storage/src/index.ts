export { COLLECTIONS, EPHEMERAL_COLLECTIONS } from './collections.ts';
export type { DocumentStore, DocumentWrite, StoredDocument } from './document-store.ts';
export { openMemoryStores } from './open-memory-stores.ts';
export { openSqliteStores } from './open-sqlite-stores.ts';
export * from './ports/index.ts';
export { storesOn } from './stores-on.ts';
