import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { sizeThreadPool } from '../src/size-thread-pool.ts';

const SERVER = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs a program until the server in it is ready. @returns how many threads it has that libuv works on */
async function threadsOf(...program: readonly string[]): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=development', ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-threads-')), 'data'),
      WAYGATE_PORT: '0',
      WAYGATE_HASHING_AT_ONCE: '9',
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (said.includes('Waygate ready at')) break;
  }
  const tasks = `/proc/${child.pid}/task`;
  return readdirSync(tasks).filter((thread) => readFileSync(`${tasks}/${thread}/comm`, 'utf8').startsWith('libuv-worker')).length;
}

// The first password of a start is hashed before the server is ready, and Node makes its threads with the first of them.
it.skipIf(process.platform !== 'linux')(
  'a server hashes on as many threads as were asked for, and has some left for everything else',
  async () => {
    expect(await threadsOf(SERVER)).toBe(11);
  },
);

it('the number of threads follows from how much is hashed at once', () => {
  const environment: Record<string, string | undefined> = {};
  expect(sizeThreadPool({ atOnce: 32, longest: 1 }, environment)).toBeUndefined();
  expect(environment).toEqual({ UV_THREADPOOL_SIZE: '34' });
  const empty = { UV_THREADPOOL_SIZE: '' };
  sizeThreadPool({ atOnce: 1, longest: 1 }, empty);
  expect(empty, 'and is never less than Node has by itself').toEqual({ UV_THREADPOOL_SIZE: '4' });
});

it('the number of threads stays what the operator has set, who is told when it holds hashing up', () => {
  const environment = { UV_THREADPOOL_SIZE: '3' };
  expect(sizeThreadPool({ atOnce: 3, longest: 1 }, environment)).toBeUndefined();
  expect(sizeThreadPool({ atOnce: 8, longest: 1 }, environment)).toMatch(/^UV_THREADPOOL_SIZE is 3, .* set it to 10 or more\.$/);
  expect(environment).toEqual({ UV_THREADPOOL_SIZE: '3' });
});
