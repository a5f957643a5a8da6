import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignOnSession } from '@waygate/engine';
import { FACTORS, type Factor } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import { amrOf } from '../src/authorize/assurance.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/factors.md'), 'utf8');
/** Cells of the first table. */
const ROWS = (PAGE.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| Factor '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const words = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
const rowOf = (factor: Factor) => ROWS.filter(([, evidence]) => words(evidence).includes(factor));
const amr = (...factors: Factor[]) => amrOf({ evidence: factors.map((factor) => ({ factor })) } as unknown as SignOnSession);

describe('the table of factors', () => {
  it.each(FACTORS)('has one row of %s, with what applications are told', (factor) => {
    const [row, ...more] = rowOf(factor);
    expect(more).toEqual([]);
    expect(words(row?.[5])).toEqual(amr(factor));
  });

  it('names no evidence that there is not', () => {
    const known: readonly string[] = FACTORS;
    expect(ROWS.flatMap(([, evidence]) => words(evidence)).filter((word) => !known.includes(word))).toEqual([]);
  });

  it.each(FACTORS)('says AAL2 of %s only if it makes two factors with a password', (factor) => {
    const isTwo = amr('knowledge:password', factor).includes('mfa');
    const [row] = rowOf(factor);
    expect(row?.[3]?.startsWith('AAL2')).toBe(isTwo && factor !== 'possession:push');
  });

  it('takes nothing but what a browser binds to the origin for something that resists phishing', () => {
    const resisting = ROWS.filter(([, , , , resists]) => resists === 'yes').flatMap(([, evidence]) => words(evidence));
    expect(resisting).toEqual(['possession:passkey', 'verification:passkey']);
  });

  it('says of the kinds of push that fall short that they do', () => {
    expect(rowOf('possession:push')[0]?.slice(2, 5)).toEqual(['none', 'falls short of AAL2', 'no']);
    expect(rowOf('possession:push-code')[0]?.slice(2, 5)).toEqual(['AAL1', 'AAL2', 'no']);
  });

  it.each(['possession:offline-device', 'possession:offline-code'] as const)(
    'tells of %s that the sign-on was an offline one',
    (factor) => {
      const evidence = (['knowledge:password', factor] as const).map((one) => ({
        factor: one,
        subjectId: '',
        nodeId: '',
        nodeType: '',
        outcome: '',
        at: 0,
      }));
      expect(amrOf({ evidence, offline: { provider: 'Push', since: 0 } })).toEqual(['pwd', 'otp', 'mfa', 'offline']);
      expect(amrOf({ evidence })).not.toContain('offline');
    },
  );
});
