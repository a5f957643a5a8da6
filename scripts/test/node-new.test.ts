import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodesIndex } from '../generate-nodes.ts';
import { newNode } from '../node-new.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('names', () => {
  it('become type, folder and texts', () => {
    const { folder, files } = newNode('office hours');
    expect([folder, Object.keys(files)]).toEqual(['office-hours', ['node.ts', 'node.test.ts', 'README.md']]);
    expect(files['node.ts']).toContain("type: 'OfficeHoursNode'");
    expect(files['node.ts']).toContain("displayName: 'Office Hours'");
    expect(files['README.md']).toContain('`OfficeHoursNode`');
  });

  it.each([
    ['LDAP Decision', 'ldap-decision', 'LDAPDecisionNode'],
    ['sign-on place 2', 'sign-on-place-2', 'SignOnPlace2Node'],
    ['Office Hours Node', 'office-hours', 'OfficeHoursNode'],
    [' Switch ', 'switch', 'SwitchNode'],
  ])('%s', (name, folder, type) => {
    const made = newNode(name);
    expect(made.folder).toBe(folder);
    expect(made.files['node.ts']).toContain(`type: '${type}'`);
  });

  it.each(['', ' ', 'Node', '../../evil', 'Office Hours!', "x'; import 'y", '2 Factors', 'a/b', 'Büro', '__proto__'])(
    'refuse %o',
    (name) => {
      expect(() => newNode(name)).toThrow('Give the name as the palette shall show it');
    },
  );
});

describe('in a copy of this checkout', { timeout: 300_000 }, () => {
  const copy = mkdtempSync(join(tmpdir(), 'waygate-node-new-'));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: copy,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    });
    return { status, output: `${stdout}${stderr}` };
  };
  const tool = (name: string) => join(root, 'node_modules', name);
  const nodeNew = (name: string) => run('--conditions=development', 'scripts/node-new.ts', name);
  const read = (file: string) => readFileSync(join(copy, file), 'utf8');

  beforeAll(() => {
    for (const part of [
      'scripts',
      'nodes',
      'journeys',
      'docs',
      'package.json',
      'vitest.config.ts',
      'tsconfig.base.json',
      'tsconfig.tests.json',
    ]) {
      cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !['node_modules', 'dist'].includes(basename(path)) });
    }
    link(join(root, 'node_modules'), join(copy, 'node_modules'), ['@waygate']);
    link(join(root, 'node_modules', '@waygate'), join(copy, 'node_modules', '@waygate'), ['nodes']);
    symlinkSync(join(copy, 'nodes'), join(copy, 'node_modules', '@waygate', 'nodes'));
    symlinkSync(join(root, 'nodes', 'node_modules'), join(copy, 'nodes', 'node_modules'));
    symlinkSync(join(root, 'packages'), join(copy, 'packages'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('makes a node that compiles, passes its own test and those of every node, and stands in the reference', () => {
    expect(nodeNew('Switch')).toEqual({ status: 0, output: expect.stringContaining('Made nodes/switch.') });
    expect(read('nodes/index.ts')).toContain("from './switch/node.ts'");

    writeFileSync(
      join(copy, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.tests.json', include: ['nodes/index.ts', 'nodes/switch'] }),
    );
    expect(run(tool('typescript/bin/tsc'), '-p', 'tsconfig.new.json')).toEqual({ status: 0, output: '' });

    expect(run('--conditions=development', 'scripts/generate-docs.ts')).toEqual({ status: 0, output: '' });
    expect(read('nodes/catalogue.snapshot.json')).toContain('"type": "SwitchNode"');
    expect(read('docs/nodes.md')).toContain('## Switch\n');

    const tests = run(
      tool('vitest/vitest.mjs'),
      'run',
      '--root',
      copy,
      'nodes/switch',
      'nodes/every-node',
      'nodes/fuzz',
      'scripts/test/generated-files',
    );
    expect(tests).toEqual({ status: 0, output: expect.stringMatching(/Test Files\s+4 passed/) });
  });

  it('touches nothing that is there', () => {
    const before = read('nodes/retry-limit-decision/node.ts');
    expect(nodeNew('Retry Limit Decision')).toEqual({ status: 1, output: 'There is a node in nodes/retry-limit-decision already.\n' });
    expect(read('nodes/retry-limit-decision/node.ts')).toBe(before);
  });

  it('says in one line what is wrong with a name', () => {
    const folders = readdirSync(join(copy, 'nodes'));
    const { status, output } = nodeNew('Office Hours!');
    expect([status, output.trimEnd().split('\n')]).toEqual([1, [expect.stringContaining('Give the name')]]);
    expect(readdirSync(join(copy, 'nodes'))).toEqual(folders);
  });
});

it('an index of nodes calls none by a word that JavaScript keeps for itself', () => {
  const directory = mkdtempSync(join(tmpdir(), 'waygate-nodes-'));
  for (const name of ['switch', 'new', 'sign-on-place-2']) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'node.ts'), '');
  }
  mkdirSync(join(directory, 'not-a-node'));
  const names = [...nodesIndex(directory).matchAll(/^import (\w+) from '\.\/([\w-]+)\//gm)].map(([, variable, folder]) => [
    variable,
    folder,
  ]);
  rmSync(directory, { recursive: true });
  expect(names).toEqual([
    ['newNode', 'new'],
    ['signOnPlace2Node', 'sign-on-place-2'],
    ['switchNode', 'switch'],
  ]);
});

/** A folder whose entries lead to those of another, but for some. */
function link(from: string, to: string, without: readonly string[]): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (!without.includes(name)) symlinkSync(join(from, name), join(to, name));
}
