import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A server in a process of its own, and what it wrote. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  /** Address, as soon as it answers. */
  readonly ready: Promise<string>;
  /** Exit code, as soon as it is gone. */
  readonly gone: Promise<number | null>;
}

/** Starts one; it goes with the test. @param preload module that it loads before anything else */
export function startServerProcess(variables: Readonly<Record<string, string>> = {}, preload?: string): ServerProcess {
  const child = spawn(process.execPath, ['--conditions=development', ...(preload === undefined ? [] : ['--import', preload]), MAIN], {
    env: {
      PATH: process.env['PATH'],
      WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-process-')), 'data'),
      WAYGATE_PORT: '0',
      ...variables,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString();
      const url = /Waygate ready at (\S+)/.exec(said.stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
  });
  return { child, said, ready, gone: once(child, 'close').then(([code]) => code as number | null) };
}
