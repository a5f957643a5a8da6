import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WaygateError } from '@waygate/schema';
import type Database from 'better-sqlite3';
import { assertSound } from '../sqlite/assert-sound.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { asStoreError } from '../sqlite/sqlite-errors.ts';
import { type BackupManifest, KEYS, MANIFEST } from './backup-manifest.ts';
import { digestOf, syncPath, writeNewFile } from './durable-files.ts';

/** Pages that are copied at once: all of them. Nobody waits for that but whoever backs up. */
const ALL_PAGES = 2 ** 31 - 1;

/** Of the file that refers to the other first: what it names is in the other then. */
const FILES = ['ephemeral.sqlite', 'durable.sqlite'] as const;

/**
 * Copies both files of the embedded store as they are at one moment, while others write: everything that was acknowledged before is in, and no half of a group.
 * @param folder is made; it must not be there, or be empty
 * @param how.keys what the keys file holds, when it is to go along
 * @throws WaygateError `storage.no_store` (operational), `backup.exists` (state) when the folder holds something, `backup.unwritable` (operational), and what opening the
 * store throws
 */
export async function backUp(
  { directory, folder }: { readonly directory: string; readonly folder: string },
  { keyCheck, now, keys }: { readonly keyCheck: string; readonly now: number; readonly keys?: Buffer },
): Promise<BackupManifest> {
  if (!existsSync(join(directory, 'durable.sqlite'))) {
    throw new WaygateError('operational', 'storage.no_store', `There is no store in ${directory}. Is WAYGATE_DATA_DIR the right one?`);
  }
  makeFolder(folder);
  const open: Database.Database[] = [];
  try {
    const sources = FILES.map((name) => {
      const db = openDatabase(join(directory, name), 'FULL');
      open.push(db);
      return { name, db };
    });
    // From here on each sees its file as it is now, whatever others write.
    for (const { db } of sources) {
      db.exec('BEGIN');
      db.prepare('SELECT 1 FROM documents LIMIT 1').get();
    }
    const files: BackupManifest['files'] = [];
    for (const { name, db } of sources) files.push(await copied(db, folder, name));
    if (keys !== undefined) writeNewFile(join(folder, KEYS), keys);
    const kept = keys === undefined ? {} : { keys: { sha256: digestOf(join(folder, KEYS)) } };
    const manifest: BackupManifest = { format: 1, madeAt: now, keyCheck, files, ...kept };
    writeNewFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  } catch (cause) {
    throw cause instanceof WaygateError ? cause : isOfSystem(cause) ? unwritable(folder, cause) : asStoreError(cause, true);
  } finally {
    for (const db of open) db.close();
  }
}

async function copied(db: Database.Database, folder: string, name: (typeof FILES)[number]): Promise<BackupManifest['files'][number]> {
  const path = join(folder, name);
  // Made with its mode before anything is written.
  closeSync(openSync(path, 'wx', 0o600));
  await db.backup(path, { progress: () => ALL_PAGES });
  assertSound(path);
  syncPath(path);
  return { name, bytes: statSync(path).size, sha256: digestOf(path) };
}

function makeFolder(folder: string): void {
  let isEmpty = false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    isEmpty = readdirSync(folder).length === 0;
    syncPath(dirname(resolve(folder)));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  if (!isEmpty)
    throw new WaygateError('state', 'backup.exists', `The folder ${folder} is not empty. A backup overwrites nothing: name a new one.`);
}

function isOfSystem(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}

function unwritable(folder: string, cause: unknown): WaygateError {
  return new WaygateError('operational', 'backup.unwritable', `The folder ${folder} cannot be written.`, { cause });
}
