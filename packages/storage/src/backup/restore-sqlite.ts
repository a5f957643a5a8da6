import { chmodSync, constants, copyFileSync, linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import { assertSound } from '../sqlite/assert-sound.ts';
import { prepareDataDirectory } from '../sqlite/prepare-data-directory.ts';
import { type BackupManifest, backupManifest, MANIFEST } from './backup-manifest.ts';
import { digestOf, syncPath } from './durable-files.ts';

/** Files that a restore is making. */
const UNFINISHED = '.restoring';

/**
 * Puts a backup into a data folder that holds no store. The files take their names when both are there and sound.
 * @param check is shown what the backup says of itself, before anything is written
 * @throws WaygateError `backup.unreadable`, `storage.damaged`, `storage.newer_file` (operational), `restore.not_empty` (state)
 */
export function restore(
  { folder, directory }: { readonly folder: string; readonly directory: string },
  check: (manifest: BackupManifest) => void,
): BackupManifest {
  const manifest = manifestOf(folder);
  check(manifest);
  prepareDataDirectory(directory);
  assertNoStore(directory);
  const drafts = manifest.files.map(({ name, sha256 }) => ({ name, sha256, draft: join(directory, `${name}${UNFINISHED}`) }));
  try {
    for (const { name, sha256, draft } of drafts) {
      copyFileSync(join(folder, name), draft, constants.COPYFILE_EXCL);
      chmodSync(draft, 0o600);
      if (digestOf(draft) !== sha256) throw damaged(join(folder, name));
      assertSound(draft);
      syncPath(draft);
    }
    // Whether there is a store is told by the durable file, which comes last.
    for (const { name, draft } of drafts.sort((a, b) => (a.name < b.name ? 1 : -1))) {
      // Unlike a renaming this overwrites nothing that has come meanwhile.
      linkSync(draft, join(directory, name));
      rmSync(draft);
    }
    syncPath(directory);
  } catch (cause) {
    for (const { draft } of drafts) rmSync(draft, { force: true });
    throw cause instanceof WaygateError ? cause : unreadable(folder, cause);
  }
  return manifest;
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
  return new WaygateError('operational', 'storage.damaged', `${path} is another file than was backed up.`);
}

function unreadable(folder: string, cause: unknown): WaygateError {
  return new WaygateError(
    'operational',
    'backup.unreadable',
    `The folder ${folder} holds no whole backup, or it cannot be read or put in its place.`,
    { cause },
  );
}
