import { chmodSync, constants, copyFileSync, existsSync, linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import { assertSound } from '../sqlite/assert-sound.ts';
import { prepareDataDirectory } from '../sqlite/prepare-data-directory.ts';
import { type BackupManifest, backupManifest, KEYS, MANIFEST } from './backup-manifest.ts';
import { digestOf, putNewFile, syncPath, UNFINISHED } from './durable-files.ts';
import { clearUnfinishedRestore, putRestoreMark, removeRestoreMark } from './restore-mark.ts';

/** Where a backup is and where it goes. */
export interface RestorePlaces {
  /** The backup. */
  readonly folder: string;
  /** The data folder. */
  readonly directory: string;
  /** Where the keys file of the backup goes, if it has one, and none is there. */
  readonly keysFile: string;
}

/** What a restore has done. */
export interface RestoredStore {
  readonly manifest: BackupManifest;
  /** `missing` when there is no keys file yet, without which nothing that is sealed opens; `restored` when the backup had it. */
  readonly keys: 'present' | 'restored' | 'missing';
}

/**
 * Puts a backup into a data folder that holds no store. A restore that is killed leaves the whole store, or a folder in which no server starts and the same restore begins anew.
 * @param check is shown what the backup says of itself, before anything is written
 * @throws WaygateError `backup.unreadable`, `storage.damaged`, `storage.newer_file` (operational), `restore.not_empty`, `restore.running` (state)
 */
export function restore({ folder, directory, keysFile }: RestorePlaces, check: (manifest: BackupManifest) => void): RestoredStore {
  const manifest = manifestOf(folder);
  check(manifest);
  prepareDataDirectory(directory);
  clearUnfinishedRestore(directory);
  assertNoStore(directory);
  const drafts = manifest.files.map(({ name, sha256 }) => ({ name, sha256, draft: join(directory, `${name}${UNFINISHED}`) }));
  putMark(manifest, folder, directory);
  // What is undone when something fails is what was made here, and nothing that came meanwhile.
  const made: string[] = [];
  try {
    for (const { name, sha256, draft } of drafts) {
      // A copy that fails leaves nothing.
      copyFileSync(join(folder, name), draft, constants.COPYFILE_EXCL);
      made.push(draft);
      chmodSync(draft, 0o600);
      if (digestOf(draft) !== sha256) throw damaged(join(folder, name));
      assertSound(draft);
      syncPath(draft);
    }
    // Before the store is there, so that it is never there without them.
    const keys = placeKeys(manifest, folder, keysFile);
    // Whether there is a store is told by the durable file, which comes last.
    for (const { name, draft } of drafts.sort((a, b) => (a.name < b.name ? 1 : -1))) {
      // Unlike a renaming this overwrites nothing that has come meanwhile.
      linkSync(draft, join(directory, name));
      made.push(join(directory, name));
      rmSync(draft);
    }
    syncPath(directory);
    removeRestoreMark(directory);
    return { manifest, keys };
  } catch (cause) {
    for (const path of made) rmSync(path, { force: true });
    removeRestoreMark(directory);
    throw cause instanceof WaygateError ? cause : unreadable(folder, cause);
  }
}

function putMark({ files }: BackupManifest, folder: string, directory: string): void {
  try {
    putRestoreMark(
      directory,
      files.map(({ name, sha256 }) => ({ name, sha256 })),
    );
  } catch (cause) {
    throw cause instanceof WaygateError ? cause : unreadable(folder, cause);
  }
}

function placeKeys(manifest: BackupManifest, folder: string, keysFile: string): RestoredStore['keys'] {
  rmSync(`${keysFile}${UNFINISHED}`, { force: true });
  if (existsSync(keysFile)) return 'present';
  const path = join(folder, KEYS);
  if (!existsSync(path)) {
    if (manifest.keys !== undefined) throw damaged(path);
    return 'missing';
  }
  if (manifest.keys !== undefined && digestOf(path) !== manifest.keys.sha256) throw damaged(path);
  putNewFile(keysFile, readFileSync(path));
  return 'restored';
}

function manifestOf(folder: string): BackupManifest {
  try {
    return backupManifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function assertNoStore(directory: string): void {
  const found = readdirSync(directory).filter((name) => /^(durable|ephemeral)\.sqlite/.test(name));
  if (found.length === 0) return;
  throw new WaygateError(
    'state',
    'restore.not_empty',
    `The data folder ${directory} holds a store, or what was left of one: ${found.join(', ')}. A restore overwrites nothing: name an empty folder, or move these away.`,
  );
}

function damaged(path: string): WaygateError {
  return new WaygateError('operational', 'storage.damaged', `${path} is not there, or is another file than was backed up.`);
}

function unreadable(folder: string, cause: unknown): WaygateError {
  return new WaygateError(
    'operational',
    'backup.unreadable',
    `The folder ${folder} holds no whole backup, or it cannot be read or put in its place.`,
    { cause },
  );
}
