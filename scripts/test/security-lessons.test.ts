import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LEARNED_FROM } from '../security/learned-from.ts';
import { missingTests, type NamedTests } from '../security/test-titles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the page of published faults', () => {
  const rows = readFileSync(join(ROOT, 'docs/security-lessons-tests.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| held |'));

  it('says of every fault what is held against it', () => {
    expect(LEARNED_FROM.filter((fault) => !rows.some((row) => learnedFrom(row).includes(fault)))).toEqual([]);
  });

  it('has a test in every row', () => {
    expect(rows.filter((row) => Object.values(testsOf(row)).flat().length === 0)).toEqual([]);
  });

  it('names tests that are there', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.flatMap((row) => missingTests(ROOT, testsOf(row)))).toEqual([]);
  });
});

/** Tests that a row names: each file with the titles behind it. */
function testsOf(row: string): NamedTests {
  const named: Record<string, string[]> = {};
  let file = '';
  for (const [, path, title] of row.matchAll(/`([\w./-]+\.ts)`|“([^”]+)”/g)) {
    if (path !== undefined) file = path;
    else if (title !== undefined) named[file] = [...(named[file] ?? []), title];
  }
  return named;
}

/** What a row says that it was learned from. */
function learnedFrom(row: string): string {
  return row.split(' | ')[1] ?? '';
}
