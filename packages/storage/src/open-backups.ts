import type { BackupManifest } from './backup/backup-manifest.ts';
import type { RestoredStore, RestorePlaces } from './backup/restore-sqlite.ts';
import { assertSupportedNode } from './sqlite/assert-supported-node.ts';

/** As `backUp`, loading what it takes. @throws WaygateError also `storage.node_too_old` (operational) */
export async function backUpSqlite(
  where: { readonly directory: string; readonly folder: string },
  how: { readonly keyCheck: string; readonly now: number; readonly keys?: Buffer },
): Promise<BackupManifest> {
  assertSupportedNode(process.versions.node);
  return (await import('./backup/backup-sqlite.ts')).backUp(where, how);
}

/** As `restore`, loading what it takes. @throws WaygateError also `storage.node_too_old` (operational) */
export async function restoreSqlite(where: RestorePlaces, check: (manifest: BackupManifest) => void): Promise<RestoredStore> {
  assertSupportedNode(process.versions.node);
  return (await import('./backup/restore-sqlite.ts')).restore(where, check);
}
