import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { digestOf, syncPath, writeNewFile } from './durable-files.ts';

/** The file that says that a restore into its folder is under way. */
const MARK = 'restore.json';

const files = z.array(z.object({ name: z.enum(['durable.sqlite', 'ephemeral.sqlite']), sha256: z.string() }));
/** Files that a restore is putting into a folder. */
export type RestoredFiles = z.infer<typeof files>;

const restorer = z.object({ pid: z.int().positive(), began: z.string().exactOptional() });
const restoreMark = z.union([
  z.object({ by: restorer, files }),
  // As releases before wrote it.
  files.transform((files) => ({ by: undefined, files })),
]);

/**
 * Says that a restore begins here, before anything of it is there.
 * @throws WaygateError `restore.running` (state) when another has said so since `clearUnfinishedRestore`
 */
export function putRestoreMark(directory: string, files: RestoredFiles): void {
  try {
    writeNewFile(join(directory, MARK), JSON.stringify({ by: processOf(process.pid), files }));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw running(directory, markOf(directory).by?.pid);
    throw cause;
  }
}

/** Says that it is done. */
export function removeRestoreMark(directory: string): void {
  rmSync(join(directory, MARK), { force: true });
  syncPath(directory);
}

/**
 * Takes away what a restore that was killed has left, and nothing else: a file that is another than it was putting there stays.
 * @throws WaygateError `restore.running` (state) while the restore is under way in another process of this machine
 */
export function clearUnfinishedRestore(directory: string): void {
  if (!existsSync(join(directory, MARK))) return;
  const { by, files } = markOf(directory);
  if (by !== undefined && isRunning(by)) throw running(directory, by.pid);
  for (const name of readdirSync(directory)) if (/^(durable|ephemeral)\.sqlite\.restoring/.test(name)) rmSync(join(directory, name));
  for (const { name, sha256 } of files) {
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
function markOf(directory: string): z.infer<typeof restoreMark> {
  try {
    return restoreMark.parse(JSON.parse(readFileSync(join(directory, MARK), 'utf8')));
  } catch {
    return { by: undefined, files: [] };
  }
}

/** A process, and where the system tells it (Linux) when it began: numbers are given again. */
function processOf(pid: number): z.infer<typeof restorer> {
  try {
    // The name of the program comes second, in parentheses, and may hold any character; the beginning is field 22 (proc_pid_stat(5)).
    const began = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
    return began === undefined ? { pid } : { pid, began };
  } catch {
    return { pid };
  }
}

function isRunning({ pid, began }: z.infer<typeof restorer>): boolean {
  // A process does one restore at a time, from its beginning to its end.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // One of another user may not be asked, and is there.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  const now = processOf(pid).began;
  return began === undefined || now === undefined || began === now;
}

function running(directory: string, pid: number | undefined): WaygateError {
  const by = pid === undefined ? 'another process' : `process ${pid}`;
  return new WaygateError(
    'state',
    'restore.running',
    `A restore into ${directory} is under way, by ${by}. Wait until it is done, or end it first.`,
  );
}
