import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'waygate-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('processes that start at once for the first time end up with the same keys', async () => {
  const path = join(folder, 'keys.json');
  const actives = await Promise.all(Array.from({ length: 4 }, () => activeKey(path)));
  expect(actives[0]).toMatch(/^[0-9a-f]{8} [0-9a-f]{64}$/);
  expect(new Set(actives).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['keys.json']);
});

/** Opens the key ring in a process of its own. @returns the active key's id and a key derived from it */
function activeKey(path: string): Promise<string> {
  const process = spawn(globalThis.process.execPath, [
    '--conditions=development',
    fileURLToPath(new URL('./open-key-ring.ts', import.meta.url)),
    path,
  ]);
  return new Promise((resolve, reject) => {
    let text = '';
    process.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    process.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    process.on('error', reject);
    process.on('close', () => resolve(text));
  });
}
