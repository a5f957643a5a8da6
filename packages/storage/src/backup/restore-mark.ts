import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { digestOf, syncPath, writeNewFile } from './durable-files.ts';

/** The file that says that a restore into its folder is under way. */
const MARK = 'restore.json';

const restoreMark = z.array(z.object({ name: z.enum(['durable.sqlite', 'ephemeral.sqlite']), sha256: z.string() }));
/** What a restore is putting into a folder. */
export type RestoreMark = z.infer<typeof restoreMark>;

/** Says that a restore begins here, before anything of it is there. */
export function putRestoreMark(directory: string, files: RestoreMark): void {
  writeNewFile(join(directory, MARK), JSON.stringify(files));
}

/** Says that it is done. */
export function removeRestoreMark(directory: string): void {
  rmSync(join(directory, MARK), { force: true });
  syncPath(directory);
}

/** Takes away what a restore that was killed has left, and nothing else: a file that is another than it was putting there stays. */
export function clearUnfinishedRestore(directory: string): void {
  if (!existsSync(join(directory, MARK))) return;
  for (const name of readdirSync(directory)) if (/^(durable|ephemeral)\.sqlite\.restoring/.test(name)) rmSync(join(directory, name));
  for (const { name, sha256 } of markOf(directory)) {
    const path = join(directory, name);
    if (existsSync(path) && digestOf(path) === sha256) rmSync(path);
  }
  removeRestoreMark(directory);
}

/**
 * Nothing may work on half of an installation.
 * @throws WaygateError `storage.unfinished_restore` (operational)
 */
export function assertNoUnfinishedRestore(directory: string): void {
  if (!existsSync(join(directory, MARK))) return;
  throw new WaygateError(
    'operational',
    'storage.unfinished_restore',
    `A restore into ${directory} was not finished. Run the same \`waygate store restore\` again, which begins anew.`,
  );
}

/** A mark that was cut off came before everything else, so there is nothing that it could name. */
function markOf(directory: string): RestoreMark {
  try {
    return restoreMark.parse(JSON.parse(readFileSync(join(directory, MARK), 'utf8')));
  } catch {
    return [];
  }
}
