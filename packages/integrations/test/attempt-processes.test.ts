import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { openAttempts } from './open-attempts.ts';

const MIA = { person: 'id-mia' };

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'waygate-attempts-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A process that waits for the word. */
async function ready(directory: string, part: string, name: string) {
  const program = join(import.meta.dirname, 'attempt-process.ts');
  const child = spawn(process.execPath, ['--conditions=development', program, directory, part, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface(child.stdout);
  const next = lines[Symbol.asyncIterator]();
  expect((await next.next()).value).toBe('ready');
  return { child, lines, next, go: () => child.stdin.write('go\n') };
}

it('200 wrong codes at once from two processes never exceed the cap', async () => {
  const directory = temporaryDirectory();
  const both = [await ready(directory, 'burst', 'one'), await ready(directory, 'burst', 'two')];
  for (const { go } of both) go();
  const compared = await Promise.all(both.map(async ({ next }) => Number((await next.next()).value)));
  expect(compared.reduce((sum, count) => sum + count, 0)).toBe(5);
});

it('a process that is killed while codes are tried has counted every one that it compared', async () => {
  const directory = temporaryDirectory();
  const { child, lines, go } = await ready(directory, 'kill', 'one');
  let compared = 0;
  lines.on('line', () => {
    compared += 1;
    if (compared === 40) child.kill('SIGKILL');
  });
  go();
  await Promise.all([once(child, 'close'), once(lines, 'close')]);
  expect(compared).toBeGreaterThanOrEqual(40);
  const { stores, attempts } = await openAttempts(directory, () => 1_790_000_000_000 + 1_000 * 24 * 3_600_000);
  onTestFinished(() => stores.close());
  const record = await stores.attempts.find('/alpha', MIA, 0);
  const [oath] = record?.authenticators ?? [];
  expect((oath?.forgotten ?? 0) + (oath?.tries.length ?? 0)).toBeGreaterThanOrEqual(compared);
  expect(await attempts.begin({ realm: '/alpha', subject: { id: 'id-mia', username: 'mia' }, authenticator: 'oath:one' }, 'later')).toEqual(
    compared >= 100 ? { allowed: false, reason: 'disabled' } : { allowed: true },
  );
});
