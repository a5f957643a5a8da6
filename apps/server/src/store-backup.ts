import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyRing } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import { type BackupManifest, backUpSqlite, type RestoredStore, restoreSqlite } from '@waygate/storage';
import type { ServerConfig } from './config.ts';
import { existingKeyRing, keyCheckOf } from './key-check.ts';

type Places = Pick<ServerConfig, 'dataDirectory' | 'keysFile'> & Partial<Pick<ServerConfig, 'mongodbUri'>>;

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
  const keys = withKeys ? { keys: readFileSync(keysFile) } : {};
  return backUpSqlite({ directory: dataDirectory, folder }, { keyCheck, now: Date.now(), ...keys });
}

/**
 * Puts a backup into a data folder that holds no store.
 * @throws WaygateError `backup.mongodb` (input), `restore.other_keys` (operational) when the keys file is another one than the store was sealed with, and what
 * `restoreSqlite` throws
 */
export async function restoreStore({ dataDirectory, keysFile, mongodbUri }: Places, folder: string): Promise<RestoredStore> {
  assertEmbedded(mongodbUri);
  return restoreSqlite({ folder, directory: dataDirectory, keysFile }, ({ keyCheck }) => {
    if (!existsSync(keysFile) || keyCheckOf(openKeyRing(keysFile)) === keyCheck) return;
    throw new WaygateError(
      'operational',
      'restore.other_keys',
      `The keys file ${keysFile} belongs to another installation than the backup. Put the one there that the backup was made with. Nothing was written.`,
    );
  });
}

/** Whether there is an embedded store with its keys that can be opened without making one. */
export function hasStore({ dataDirectory, keysFile, mongodbUri }: Places): boolean {
  return mongodbUri === undefined && existsSync(keysFile) && existsSync(join(dataDirectory, 'durable.sqlite'));
}

function assertEmbedded(mongodbUri: string | undefined): void {
  if (mongodbUri === undefined) return;
  throw new WaygateError(
    'input',
    'backup.mongodb',
    'WAYGATE_MONGODB_URI is set: back up and restore that store with the tools of MongoDB. This command is for the embedded one.',
  );
}
