import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';

vi.setConfig({ testTimeout: 180_000 });

it('a server that is told to stop while it starts ends as it should', async () => {
  const reserved = createServer();
  await once(reserved.listen(0, '127.0.0.1'), 'listening');
  const address = reserved.address();
  reserved.close();
  const directory = join(mkdtempSync(join(tmpdir(), 'waygate-early-')), 'data');
  const start = () => {
    const child = spawn(process.execPath, ['--conditions=development', fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        WAYGATE_DATA_DIR: directory,
        WAYGATE_LOG_LEVEL: 'silent',
        WAYGATE_PORT: String(typeof address === 'object' ? address?.port : 0),
      },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const child = start();
  const ended = once(child, 'exit');
  // The store is opened early in a start, long before the server answers.
  await vi.waitFor(() => expect(existsSync(join(directory, 'durable.sqlite'))).toBe(true), { timeout: 120_000, interval: 1 });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
