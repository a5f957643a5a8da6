import { type Sealer, WaygateError } from '@waygate/schema';
import { storesOn } from './open-stores.ts';
import type { Stores } from './stores.ts';

/** The oldest Node whose native interface the SQLite binding works with; on an older one it takes the process down. */
const OLDEST_NODE = 22;

/**
 * Opens the embedded store, making it when it is not there.
 * @throws WaygateError `storage.node_too_old` on a Node that the binding crashes on; `storage.unreadable`, `storage.newer_file`
 */
export async function openSqliteStores({
  directory,
  sealer,
  now = Date.now,
}: {
  readonly directory: string;
  readonly sealer: Sealer;
  readonly now?: () => number;
}): Promise<Stores> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new WaygateError(
      'operational',
      'storage.node_too_old',
      `The embedded store needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. Start with npm start, which brings its own.`,
    );
  }
  const { SqliteDocumentStore } = await import('./sqlite/sqlite-document-store.ts');
  return storesOn(new SqliteDocumentStore(directory), sealer, now);
}
