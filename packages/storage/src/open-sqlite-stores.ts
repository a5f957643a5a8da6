import type { Sealer } from '@waygate/schema';
import { type Opening, storesOnWhole } from './copy/stores-on-whole.ts';
import type { Stores } from './ports/stores.ts';
import { assertSupportedNode } from './sqlite/assert-supported-node.ts';

/**
 * Opens the embedded store, making it when it is not there. Several processes may have it open at once.
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @throws WaygateError (operational) `storage.node_too_old` on a Node that the binding crashes on, `storage.unreadable`, `storage.newer_file`, `storage.newer_store`,
 * `storage.older_store`, `storage.unfinished_copy`
 */
export async function openSqliteStores({
  directory,
  sealer,
  now = Date.now,
  ...opening
}: Opening & {
  readonly directory: string;
  readonly sealer: Sealer;
  readonly now?: () => number;
}): Promise<Stores> {
  // Before the binding is loaded: loading it is what crashes an old Node.
  assertSupportedNode(process.versions.node);
  const { SqliteDocumentStore } = await import('./sqlite/sqlite-document-store.ts');
  return storesOnWhole(new SqliteDocumentStore(directory), sealer, now, opening);
}
