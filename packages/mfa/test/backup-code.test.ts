import { expect, it } from 'vitest';
import { makeBackupCode, readBackupCode } from '../src/index.ts';

it('makes twelve characters in groups of four, none of which is taken for another', () => {
  const codes = Array.from({ length: 200 }, makeBackupCode);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  expect(new Set(codes).size).toBe(200);
  expect(new Set(codes.join('').replaceAll('-', '')).size, 'every character comes').toBe(32);
});

it.each([
  ['7K3M-0Q1R-ZXCV', '7K3M-0Q1R-ZXCV'],
  ['7k3m 0q1r zxcv', '7K3M-0Q1R-ZXCV'],
  [' 7K3MOQIRZXCV ', '7K3M-0Q1R-ZXCV'],
  ['7K3M-0Qlr-zxcv', '7K3M-0Q1R-ZXCV'],
  ['7K3M-0Q1R-ZXC', undefined],
  ['7K3M-0Q1R-ZXCVV', undefined],
  ['7K3M-0Q1R-ZXCU', undefined],
  ['7K3M-0Q1R-ZXC!', undefined],
  ['', undefined],
])('reads %j as %j', (typed, code) => {
  expect(readBackupCode(typed)).toBe(code);
});
