import { COLLECTIONS, type DocumentStore } from '@waygate/storage';
import { MongoClient } from 'mongodb';
import { openMongoDocuments } from '../src/index.ts';
import { ownDatabase } from './database.ts';

/** Tests live in 1970, and MongoDB removes by the clock of today. */
export const NEVER = 2 ** 31 - 1;

let database: string | undefined;

/** Connection string of an empty database. Its collections and indexes are made once and emptied for each test: making them takes seconds. */
export async function emptyDatabase(): Promise<string> {
  if (database === undefined) {
    database = ownDatabase();
    await (await openMongoDocuments({ uri: database, removedAfterSeconds: NEVER })).close();
  }
  const client = await new MongoClient(database).connect();
  for (const name of Object.values(COLLECTIONS)) await client.db().collection(name).deleteMany({});
  await client.close();
  return database;
}

/** An empty store. */
export async function emptyDocuments(): Promise<DocumentStore> {
  return openMongoDocuments({ uri: await emptyDatabase(), removedAfterSeconds: NEVER });
}
