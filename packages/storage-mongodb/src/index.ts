export { type MongoForCopy, openMongoDocuments, openMongoForCopy } from './open-mongo-documents.ts';
export { openMongoStores } from './open-mongo-stores.ts';
