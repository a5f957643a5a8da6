import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LEARNED_FROM } from '../security/learned-from.ts';
import { LESSON_FAULTS } from '../security/lesson-faults.ts';
import { missingTests } from '../security/test-titles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it.each(LESSON_FAULTS.map((fault) => [fault.fault, fault] as const))('“%s” can be put in, and names the test that sees it', (_, fault) => {
  const { file, from, to, test, title, learnedFrom } = fault;
  expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
  expect(missingTests(ROOT, { [test]: [title] })).toEqual([]);
  expect(learnedFrom.filter((one) => !LEARNED_FROM.includes(one))).toEqual([]);
});

it('every published fault is tried, but those that only a whole server, a sandbox or a graph shows', () => {
  const tried = new Set(LESSON_FAULTS.flatMap(({ learnedFrom }) => learnedFrom));
  expect(LEARNED_FROM.filter((one) => !tried.has(one))).toEqual([
    'CVE-2025-12150',
    'CVE-2026-9091',
    'CVE-2025-68613',
    'CVE-2026-1470',
    'CVE-2026-25049',
    'CVE-2026-72765',
    'CVE-2026-27495',
    'ASVS 6.4.3',
  ]);
});
