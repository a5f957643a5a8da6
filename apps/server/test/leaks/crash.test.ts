import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SecretScanner } from './secret-scanner.ts';
import { startServerProcess } from './server-process.ts';

const SECRET = 'Canary 5512 of a process';
const CRASH = fileURLToPath(new URL('crash.ts', import.meta.url));

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly level: string; readonly event?: string });

it('says in JSON what libraries print and what ends the process, and no secret', { timeout: 120_000 }, async () => {
  const { child, said, ready, gone } = startServerProcess(
    { WAYGATE_ADMIN_PASSWORD: SECRET, WAYGATE_ADMIN_SECOND_FACTOR: 'off', WAYGATE_LOG_LEVEL: 'trace' },
    CRASH,
  );
  await ready;
  child.kill('SIGUSR2');
  expect(await gone).toBe(1);
  expect(linesOf(said.stderr).map(({ level, event }) => `${level} ${event}`)).toEqual([
    'error printed',
    'info printed',
    'warn runtime.warning',
    'fatal process.unhandled',
  ]);
  const scanner = new SecretScanner();
  scanner.plant('password of the administrator', SECRET);
  expect([...scanner.find('stderr', said.stderr), ...scanner.find('stdout', said.stdout)]).toEqual([]);
  expect(said.stderr).toContain('crash.ts');
});

it('says in JSON why it could not start, and repeats no value', { timeout: 120_000 }, async () => {
  const { said, gone } = startServerProcess({
    WAYGATE_PORT: SECRET,
    WAYGATE_MONGODB_URI: `http://u:${SECRET}@x`,
    WAYGATE_SMTP_TLS: SECRET,
  });
  expect(await gone).toBe(1);
  expect(linesOf(said.stderr)).toMatchObject([
    { level: 'fatal', event: 'server.not_started', err: { code: 'config.invalid', message: expect.stringContaining('WAYGATE_PORT') } },
  ]);
  expect(said.stderr).not.toContain(SECRET);
});
