import type { Sealer } from '@waygate/schema';
import { type Stores, type StoreWatch, storesOnWhole, watchedDocuments } from '@waygate/storage';
import { openMongoDocuments } from './open-mongo-documents.ts';

/**
 * Opens the stores in a MongoDB, making collections and indexes where they are not there. Any number of processes may have it open at once.
 * @param uri connection string; what its path names is the database, `waygate` where it names none. Pool sizes, TLS and credentials are taken from it
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @param watch who is told how long operations take
 * @param release name of this release, which the store is marked with
 * @throws WaygateError (operational) `storage.unreadable` for a string that is none or a server that is no member of a replica set, `storage.unavailable`,
 * `storage.newer_file`, `storage.newer_store`, `storage.older_store`, `storage.unfinished_copy`
 */
export async function openMongoStores({
  uri,
  sealer,
  now = Date.now,
  watch,
  release,
}: {
  readonly uri: string;
  readonly sealer: Sealer;
  readonly now?: () => number;
  readonly watch?: StoreWatch;
  readonly release?: string;
}): Promise<Stores> {
  const documents = await openMongoDocuments({ uri });
  return storesOnWhole(watch === undefined ? documents : watchedDocuments(documents, watch), sealer, now, release);
}
