export type { DocumentStore, DocumentWrite, StoredDocument } from './document-store.ts';
export { openMemoryStores } from './open-memory-stores.ts';
export { openSqliteStores } from './open-sqlite-stores.ts';
export { storesOn } from './open-stores.ts';
export * from './stores.ts';
