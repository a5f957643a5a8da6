import { chmodSync, constants, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyRing } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import { type BackupManifest, backUpSqlite, restoreSqlite } from '@waygate/storage';
import type { ServerConfig } from './config.ts';
import { existingKeyRing, keyCheckOf } from './key-check.ts';

type Places = Pick<ServerConfig, 'dataDirectory' | 'keysFile'> & Partial<Pick<ServerConfig, 'mongodbUri'>>;

/** Name of the keys file within a backup that has one. */
const KEYS = 'keys.json';

/**
 * Backs up the embedded store into a new folder; servers may run meanwhile.
 * @param withKeys whether the keys file goes along: whoever has such a backup can open everything
 * @throws WaygateError `backup.mongodb` (input), `keys.missing` (operational), and what `backUpSqlite` throws
 */
export async function backUpStore(
  { dataDirectory, keysFile, mongodbUri }: Places,
  { folder, withKeys }: { readonly folder: string; readonly withKeys: boolean },
): Promise<BackupManifest> {
  assertEmbedded(mongodbUri);
  const keyCheck = keyCheckOf(existingKeyRing(keysFile));
  const manifest = await backUpSqlite({ directory: dataDirectory, folder }, { keyCheck, now: Date.now() });
  if (withKeys) putKeys(keysFile, join(folder, KEYS));
  return manifest;
}

/** What a restore has done. */
export interface StoreRestore extends BackupManifest {
  /** `missing` when there is no keys file yet, without which nothing that is sealed opens; `restored` when the backup had it. */
  readonly keys: 'present' | 'restored' | 'missing';
}

/**
 * Puts a backup into a data folder that holds no store.
 * @throws WaygateError `backup.mongodb` (input), `restore.other_keys` (operational) when the keys file is another one than the store was sealed with, and what
 * `restoreSqlite` throws
 */
export async function restoreStore({ dataDirectory, keysFile, mongodbUri }: Places, folder: string): Promise<StoreRestore> {
  assertEmbedded(mongodbUri);
  const manifest = await restoreSqlite({ folder, directory: dataDirectory }, ({ keyCheck }) => {
    if (!existsSync(keysFile) || keyCheckOf(openKeyRing(keysFile)) === keyCheck) return;
    throw new WaygateError(
      'operational',
      'restore.other_keys',
      `The keys file ${keysFile} belongs to another installation than the backup. Put the one there that the backup was made with. Nothing was written.`,
    );
  });
  if (existsSync(keysFile)) return { ...manifest, keys: 'present' };
  if (!existsSync(join(folder, KEYS))) return { ...manifest, keys: 'missing' };
  putKeys(join(folder, KEYS), keysFile);
  return { ...manifest, keys: 'restored' };
}

function putKeys(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    chmodSync(to, 0o600);
  } catch (cause) {
    throw new WaygateError(
      'operational',
      'backup.keys_unwritable',
      `The keys file ${from} cannot be copied to ${to}. The store itself is done.`,
      { cause },
    );
  }
}

function assertEmbedded(mongodbUri: string | undefined): void {
  if (mongodbUri === undefined) return;
  throw new WaygateError(
    'input',
    'backup.mongodb',
    'WAYGATE_MONGODB_URI is set: back up and restore that store with the tools of MongoDB. This command is for the embedded one.',
  );
}
