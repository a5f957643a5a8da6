import { chmodSync, closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { WaygateError } from '@waygate/schema';
import Database from 'better-sqlite3';
import { assertNoUnfinishedRestore } from '../backup/restore-mark.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { isBusy } from './sqlite-errors.ts';

/** Layout of the tables in a file. A file of a newer one is refused: an older server must not write into it. */
const SCHEMA_VERSION = 1;
/** Tells our files from those of others: "Wayg" in ASCII. */
const APPLICATION_ID = 0x57617967;
/** How long opening waits while another process writes, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;
/** How long whoever wants to be alone waits for others to be gone, in milliseconds. */
const ALONE_TIMEOUT_MS = 1_000;

/**
 * Documents are a table with rowids: their bodies are appended, while in a table without rowid every insert with a random id would rewrite pages full of other
 * documents (measured: a login costs a sixth less). Keys are short and are a table without.
 */
const TABLES = `
  CREATE TABLE documents (
    coll TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, exp INTEGER, PRIMARY KEY (coll, id)
  ) STRICT;
  CREATE INDEX documents_by_expiry ON documents (exp) WHERE exp IS NOT NULL;
  CREATE TABLE keys (
    coll TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (coll, name, value, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX keys_by_document ON keys (coll, id);
  CREATE TRIGGER documents_deleted AFTER DELETE ON documents BEGIN
    DELETE FROM keys WHERE coll = old.coll AND id = old.id;
  END;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** FULL for what must outlive a power cut, NORMAL for what only has to outlive the process. */
export type Synchronous = 'FULL' | 'NORMAL';

/**
 * Opens a file in WAL mode, readable and writable for its owner only, and makes the tables when they are not there.
 * @param alone no other process may have it open, now or until it is closed
 * @throws WaygateError (operational) `storage.in_use` when another process has what must be opened alone, `storage.newer_file` when a newer Waygate wrote the file, `storage.unreadable` when it is none of ours or
 * cannot be opened, `storage.unfinished_restore` when half of a backup is there, `storage.unavailable` when another process holds it for too long
 */
export function openDatabase(path: string, synchronous: Synchronous, alone = false): Database.Database {
  assertNoUnfinishedRestore(dirname(path));
  let db: Database.Database | undefined;
  try {
    // Made with its mode before anything is written; the files that SQLite puts beside it get the same.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    db = new Database(path, { timeout: alone ? ALONE_TIMEOUT_MS : BUSY_TIMEOUT_MS });
    // Before anything is read: whoever has a file in WAL mode open holds a share of it, which this asks for as a whole.
    if (alone) db.pragma('locking_mode = EXCLUSIVE');
    assertOurs(db, path);
    if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') throw new Error('The file system does not support WAL mode.');
    db.pragma(`synchronous = ${synchronous}`);
    // Pages that change again and again are copied into the file once for many changes; the log stays below 16 MiB.
    if (synchronous === 'NORMAL') db.pragma('wal_autocheckpoint = 4000');
    db.pragma('cache_size = -16000');
    makeTables(db, path);
    // SQLite waits by standing still, and nothing else would be answered meanwhile: from now on whoever writes does the waiting.
    db.pragma('busy_timeout = 0');
    return db;
  } catch (cause) {
    // An open handle could go on holding a lock that keeps others out.
    db?.close();
    if (cause instanceof WaygateError) throw cause;
    if (isBusy(cause)) throw alone ? inUse(path, cause) : storeUnavailable(cause);
    throw unreadable(path, cause);
  }
}

function makeTables(db: Database.Database, path: string): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have made them since.
  if (assertOurs(db, path) === 0) db.exec(TABLES);
  db.exec('COMMIT');
}

/** @returns the schema version; 0 for a file that is new @throws WaygateError (operational) `storage.unreadable`, `storage.newer_file` */
export function assertOurs(db: Database.Database, path: string): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (version === 0 && empty) return 0;
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw unreadable(path);
  if (version <= SCHEMA_VERSION) return version;
  throw new WaygateError(
    'operational',
    'storage.newer_file',
    `${path} was written by a newer Waygate (schema ${version}; this one knows ${SCHEMA_VERSION}). Start that one, or restore a backup.`,
  );
}

function inUse(path: string, cause: unknown): WaygateError {
  return new WaygateError(
    'operational',
    'storage.in_use',
    `Another process has ${path} open. Stop the server and every command that works on this store, and try again.`,
    { cause },
  );
}

function unreadable(path: string, cause?: unknown): WaygateError {
  return new WaygateError(
    'operational',
    'storage.unreadable',
    `The store ${path} cannot be opened. Check that it is a Waygate store and that it may be read and written.`,
    { cause },
  );
}
