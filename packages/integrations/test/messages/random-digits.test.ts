import { expect, it } from 'vitest';
import { randomDigits } from '../../src/messages/random-digits.ts';

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
