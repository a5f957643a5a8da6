import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { newNode } from '../node-new.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'nodes', 'zz-scaffold-check');
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('names type, folder and texts after what the palette shows', () => {
  const { folder: name, files } = newNode('office hours');
  expect(name).toBe('office-hours');
  expect(files['node.ts']).toContain("type: 'OfficeHoursNode'");
  expect(files['node.ts']).toContain("displayName: 'Office Hours'");
  expect(() => newNode('../../evil')).toThrow('Give the name');
});

it('makes a node that passes its own test as it is', async () => {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(newNode('Zz Scaffold Check').files)) writeFileSync(join(folder, name), text);
  const output = execFileSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'nodes/zz-scaffold-check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(output).toContain('1 passed');
  expect(existsSync(join(folder, 'README.md'))).toBe(true);
});
