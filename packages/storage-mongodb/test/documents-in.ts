import { COLLECTIONS, type DocumentStore } from '@waygate/storage';
import { openMongoDocuments } from '../src/index.ts';
import { ownDatabase } from './database.ts';
import { NEVER } from './empty-documents.ts';

/** The documents of a database, as one copy of a server opens them. What tests put there lives by their clocks. */
export function documentsIn(uri: string): Promise<DocumentStore> {
  return openMongoDocuments({ uri, removedAfterSeconds: NEVER });
}

let database: string | undefined;

/** Connection string of an empty database for whole servers, which go by the clock of today. Its collections are made once: making them takes seconds. */
export async function emptyServerDatabase(): Promise<string> {
  database ??= ownDatabase();
  const documents = await openMongoDocuments({ uri: database });
  for (const collection of Object.values(COLLECTIONS)) {
    const stored = await documents.scan(collection, undefined, 10_000);
    for (const { id } of stored) await documents.write([{ collection, id, expect: 'any', body: undefined }], Date.now());
  }
  await documents.close();
  return database;
}
