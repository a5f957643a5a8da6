import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { randomDigits } from '../one-time-code/random-digits.ts';
import node from './node.ts';

it.each([6, 8, 10])('makes a code of %i digits that nobody can see, with its time in seconds', async (length) => {
  const { outcome, transient, shared } = await runNode(node, { config: { length }, now: 1_790_000_000_999 });
  expect([outcome, shared]).toEqual(['outcome', {}]);
  expect(transient).toEqual({
    oneTimePassword: expect.stringMatching(new RegExp(`^\\d{${length}}$`)),
    oneTimePasswordTimestamp: 1_790_000_000,
  });
});

it('makes no code that is shorter than 6 digits', () => {
  expect(node.config.safeParse({ length: 5 }).success).toBe(false);
});

it('replaces the code that was there before in every scope, and how it went out', async () => {
  const old = { oneTimePassword: 'old', oneTimePasswordTimestamp: 1, oneTimePasswordDelivery: 'noted' };
  const { secure, transient, shared } = await runNode(node, { secure: old, shared: { oneTimePassword: 'from a script' } });
  expect([secure, shared]).toEqual([{}, {}]);
  expect(Object.keys(transient).sort()).toEqual(['oneTimePassword', 'oneTimePasswordTimestamp']);
});

it('takes every digit about as often, at every place', () => {
  const codes = Array.from({ length: 2_000 }, () => randomDigits(6));
  for (const place of [0, 5]) {
    for (let digit = 0; digit < 10; digit += 1) {
      const count = codes.filter((code) => code[place] === String(digit)).length;
      // Nine standard deviations: a fair generator does not leave them.
      expect(Math.abs(count - 200)).toBeLessThan(121);
    }
  }
  expect(new Set(codes).size).toBeGreaterThan(1_980);
});
