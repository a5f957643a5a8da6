import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Runs a bench for long enough to see that it still can; its figures are of nothing. @returns the first two columns of the tables that it printed */
async function tablesOf(bench: string, ...options: readonly string[]): Promise<readonly string[]> {
  const program = fileURLToPath(new URL(`../../bench/${bench}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=development', program, ...options], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
  });
  return stdout.split('\n').flatMap((line) => /^\| ([^|]*\|[^|]*) \|/.exec(line)?.[1] ?? []);
}

// Each bench fails by itself when a sign-on that it counted is none.
it.skipIf(process.platform !== 'linux')('the benches of load still sign people on by every journey', { timeout: 300_000 }, async () => {
  const few = ['--users', '2', '--waiting-users', '2', '--people', '20', '--wait-seconds', '1'];
  expect(await tablesOf('copies', '--copies', '2', '--rounds', '1', '--seconds', '0.2', ...few)).toEqual([
    'copies | journey',
    '--- | ---',
    ...['password', 'push', 'code', 'push-alone', 'code-alone'].map((journey) => `2 | ${journey}`),
  ]);
});

it.skipIf(process.platform !== 'linux')('the bench of a rush still has people turned away', { timeout: 300_000 }, async () => {
  const rush = await tablesOf('rush', '--rates', '4', '--seconds', '0.4', '--queue', '2', '--people', '400');
  expect(rush[2]).toMatch(/^4 \| \d+$/);
});
