import type { Sealer } from '@waygate/schema';
import { storesOnWhole } from './copy/stores-on-whole.ts';
import type { Stores } from './ports/stores.ts';
import { assertSupportedNode } from './sqlite/assert-supported-node.ts';
import { type StoreWatch, watchedDocuments } from './watched-documents.ts';

/**
 * Opens the embedded store, making it when it is not there. Several processes may have it open at once.
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @param watch who is told how long operations take
 * @param release name of this release, which the store is marked with
 * @throws WaygateError (operational) `storage.node_too_old` on a Node that the binding crashes on, `storage.unreadable`, `storage.newer_file`, `storage.newer_store`,
 * `storage.older_store`, `storage.unfinished_copy`
 */
export async function openSqliteStores({
  directory,
  sealer,
  now = Date.now,
  watch,
  release,
}: {
  readonly directory: string;
  readonly sealer: Sealer;
  readonly now?: () => number;
  readonly watch?: StoreWatch;
  readonly release?: string;
}): Promise<Stores> {
  // Before the binding is loaded: loading it is what crashes an old Node.
  assertSupportedNode(process.versions.node);
  const { SqliteDocumentStore } = await import('./sqlite/sqlite-document-store.ts');
  const documents = new SqliteDocumentStore(directory);
  return storesOnWhole(watch === undefined ? documents : watchedDocuments(documents, watch), sealer, now, release);
}
