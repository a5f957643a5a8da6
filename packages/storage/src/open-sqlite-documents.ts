import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import type { DocumentStore } from './document-store.ts';
import { assertSupportedNode } from './sqlite/assert-supported-node.ts';

/**
 * Opens the documents of the embedded store, for whoever works on documents, and keeps every other process out until they are closed.
 * @param mustExist whether it is not made when it is not there
 * @throws WaygateError (operational) `storage.in_use` when another process has it open, `storage.no_store` when it must exist and does not, and what `openSqliteStores`
 * throws
 */
export async function openSqliteDocuments({
  directory,
  mustExist,
}: {
  readonly directory: string;
  readonly mustExist: boolean;
}): Promise<DocumentStore> {
  assertSupportedNode(process.versions.node);
  if (mustExist && !existsSync(join(directory, 'durable.sqlite'))) {
    throw new WaygateError('operational', 'storage.no_store', `There is no store in ${directory}. Is WAYGATE_DATA_DIR the right one?`);
  }
  const { SqliteDocumentStore } = await import('./sqlite/sqlite-document-store.ts');
  return new SqliteDocumentStore(directory, true);
}
