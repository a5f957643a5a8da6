import { expect, test } from 'vitest';
import { localesOf } from '../src/request/locales.ts';

test.each([
  [null, undefined, []],
  [null, 'de', ['de']],
  [null, 'en;q=0.5, fr-CA, de;q=0.9', ['fr-CA', 'de', 'en']],
  [null, 'de;q=0, en', ['en']],
  [null, 'de;q=x, en;q=0.1', ['de', 'en']],
  [null, '*, en', ['en']],
  [null, '<script>, en', ['en']],
  ['fr', 'de', ['fr', 'de']],
  ['fr_CA', 'de', ['fr-CA', 'de']],
  ['../../etc', 'de', ['de']],
  ['', 'de', ['de']],
])('parameter %j with header %j gives %j', (parameter, header, locales) => {
  expect(localesOf(parameter, header)).toEqual(locales);
});

test('reads no more than ten languages', () => {
  expect(localesOf(null, Array(100).fill('de').join(','))).toHaveLength(10);
});
