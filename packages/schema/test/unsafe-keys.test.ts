import { expect, it } from 'vitest';
import { findUnsafeKey } from '../src/index.ts';

it.each([
  ['{"a":[{"b":1},null,"__proto__"]}', undefined],
  ['{"callbacks":[{"__proto__":{}}]}', 'callbacks.0.__proto__'],
  ['{"constructor":1}', 'constructor'],
  ['{"a":{"prototype":[]}}', 'a.prototype'],
  ['7', undefined],
])('in %s it finds %s', (text, path) => {
  expect(findUnsafeKey(JSON.parse(text))).toBe(path);
});

it('finds what is nested without end, without walking there', () => {
  for (const text of ['['.repeat(200_000) + ']'.repeat(200_000), `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`]) {
    expect(findUnsafeKey(JSON.parse(text))).toMatch(/^[0a]\.[0a]\.[0a]… \(nested deeper than 64\)$/);
  }
  expect(findUnsafeKey(JSON.parse('['.repeat(60) + ']'.repeat(60)))).toBeUndefined();
});
