import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;

/** Writes a new file, which only its owner may read, so that it outlives a power cut. @throws Error of the system when it is there already */
export function writeNewFile(path: string, content: string | Buffer): void {
  writeFileSync(path, content, { mode: 0o600, flag: 'wx', flush: true });
  syncPath(dirname(path));
}

/** Ending of the names of files that are being made. */
export const UNFINISHED = '.restoring';

/** As `writeNewFile`, where a process that is killed leaves the whole file or none. */
export function putNewFile(path: string, content: string | Buffer): void {
  const draft = `${path}${UNFINISHED}`;
  rmSync(draft, { force: true });
  writeNewFile(draft, content);
  try {
    // Unlike a renaming this overwrites nothing that has come meanwhile.
    linkSync(draft, path);
  } finally {
    rmSync(draft);
  }
  syncPath(dirname(path));
}

/** Has the system write through what it holds of a file, or the names in a folder. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** SHA-256 of a file, in hexadecimal. */
export function digestOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
