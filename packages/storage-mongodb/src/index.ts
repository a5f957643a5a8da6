export { openMongoDocuments } from './open-mongo-documents.ts';
export { openMongoStores } from './open-mongo-stores.ts';
