import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a machine hashes at most. */
export interface HashCeiling {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** As many as the server hashes at once when nobody says anything. */
export const HASHING_THREADS = availableParallelism();

/** Measures bare hashing in a process of its own, on as many threads as the server uses. */
export async function hashCeiling(milliseconds: number): Promise<HashCeiling> {
  const program = ['--conditions=development', join(import.meta.dirname, 'bare-hashing.ts'), String(HASHING_THREADS), String(milliseconds)];
  const { stdout } = await promisify(execFile)(process.execPath, program, {
    env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: String(HASHING_THREADS) },
  });
  return JSON.parse(stdout) as HashCeiling;
}
