import type { Sealer, WaygateError } from '@waygate/schema';
import { type Opening, type Stores, storesOnWhole } from '@waygate/storage';
import { openMongoDocuments } from './open-mongo-documents.ts';

/**
 * Opens the stores in a MongoDB, making collections and indexes where they are not there. Any number of processes may have it open at once.
 * @param uri connection string; what its path names is the database, `waygate` where it names none. Pool sizes, TLS and credentials are taken from it
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @param warn who is told of what is not as it should be and can stay so; a warning of the process when left out
 * @throws WaygateError (operational) `storage.unreadable` for a string that is none or a server that is no member of a replica set, `storage.unavailable`,
 * `storage.newer_file`, `storage.newer_store`, `storage.older_store`, `storage.unfinished_copy`
 */
export async function openMongoStores({
  uri,
  sealer,
  now = Date.now,
  warn,
  ...opening
}: Opening & {
  readonly uri: string;
  readonly sealer: Sealer;
  readonly now?: () => number;
  readonly warn?: (warning: WaygateError) => void;
}): Promise<Stores> {
  const documents = await openMongoDocuments({ uri, ...(warn === undefined ? {} : { warn }) });
  return storesOnWhole(documents, sealer, now, opening);
}
