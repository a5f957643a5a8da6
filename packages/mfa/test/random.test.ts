import { afterEach, expect, it, vi } from 'vitest';
import { makeRecoveryCodes, randomInt } from '../src/index.ts';
import { makeCodeChallenge, makeNumberChallenge } from '../src/push/push-challenge.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a random number is thrown again rather than folded, so that none is likelier than another', () => {
  // 2^32 leaves 16 over when it is divided by 90: folded, sixteen numbers would come a little more often.
  const throws = [2 ** 32 - 1, 2 ** 32 - 16, 89];
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    if (array instanceof Uint32Array) array[0] = throws.shift() ?? 0;
    return array;
  });
  expect(randomInt(90)).toBe(89);
  expect(throws).toEqual([]);
});

it('numbers to choose from are three different ones of two digits in ascending order, and the answer is any of them', () => {
  const places = new Set<number>();
  const seen = new Set<string>();
  for (let round = 0; round < 2_000; round += 1) {
    const { numbers, answer } = makeNumberChallenge();
    expect(numbers).toHaveLength(3);
    expect(new Set(numbers).size).toBe(3);
    expect([...numbers].sort()).toEqual(numbers);
    for (const number of numbers) {
      expect(number).toMatch(/^[1-9]\d$/);
      seen.add(number);
    }
    places.add(numbers.indexOf(answer));
  }
  expect([...places].sort()).toEqual([0, 1, 2]);
  expect(seen.size).toBe(90);
});

it('a code has six digits, zeros in front too', () => {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    if (array instanceof Uint32Array) array[0] = 42;
    return array;
  });
  expect(makeCodeChallenge()).toBe('000042');
});

it('recovery codes are ten different ones of more than 64 bits, of letters and digits, and use them all', () => {
  const letters = new Set<string>();
  const all = new Set<string>();
  for (let round = 0; round < 100; round += 1) {
    const codes = makeRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[0-9A-Za-z]{11}$/);
      for (const letter of code) letters.add(letter);
      all.add(code);
    }
  }
  expect(letters.size).toBe(62);
  expect(11 * Math.log2(letters.size)).toBeGreaterThan(64);
  expect(all.size).toBe(1_000);
});
