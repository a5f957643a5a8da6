import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ASVS_ANSWERED, ASVS_ANSWERS } from '../security/asvs-answers.ts';
import { ASVS_REQUIREMENTS } from '../security/asvs-requirements.ts';
import { missingTests } from '../security/test-titles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const all = Object.entries(ASVS_ANSWERS);

describe('the page of ASVS', () => {
  it('goes by the whole standard: 70 requirements of level 1, 183 of level 2, 92 of level 3', () => {
    expect([1, 2, 3].map((level) => ASVS_REQUIREMENTS.filter((one) => one.level === level).length)).toEqual([70, 183, 92]);
  });

  it('answers every requirement of the levels 1 and 2 once, and nothing else', () => {
    const asked = ASVS_REQUIREMENTS.filter(({ level }) => level <= 2).map(({ id }) => id);
    expect(ASVS_ANSWERED.flatMap(Object.keys).sort()).toEqual([...asked].sort());
  });

  it('names tests that are there', () => {
    expect(
      all.flatMap(([id, answer]) => ('tests' in answer ? missingTests(ROOT, answer.tests).map((said) => `${id}: ${said}`) : [])),
    ).toEqual([]);
  });

  it('names files that are there', () => {
    const places = all.flatMap(([id, answer]) => ('where' in answer ? answer.where.map((place) => ({ id, place })) : []));
    expect(places.filter(({ place }) => !existsSync(join(ROOT, place)))).toEqual([]);
  });

  it('calls nothing met without a test, or the reason why none can show it', () => {
    const bare = all.filter(
      ([, answer]) =>
        (answer.kind === 'met' && (Object.values(answer.tests).flat().length === 0 || answer.where.length === 0)) ||
        (answer.kind === 'metUntested' && answer.why.length < 20) ||
        (answer.kind === 'operator' && !answer.where.some((place) => place.endsWith('.md'))) ||
        (answer.kind === 'notMet' && answer.needs.length < 5) ||
        (answer.kind === 'doesNotApply' && answer.because.length < 20),
    );
    expect(bare.map(([id]) => id)).toEqual([]);
  });
});
