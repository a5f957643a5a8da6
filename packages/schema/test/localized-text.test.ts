import { expect, it } from 'vitest';
import { chooseText, toRealmPath } from '../src/index.ts';

it('chooses the best language: exact, then primary, then English, then any', () => {
  const text = { en: 'Hello', 'de-CH': 'Grüezi', fr: '' };
  expect(chooseText(text, ['de-CH'])).toBe('Grüezi');
  expect(chooseText(text, ['de_ch'])).toBe('Grüezi');
  expect(chooseText(text, ['de'])).toBe('Grüezi');
  expect(chooseText(text, ['fr', 'it'])).toBe('Hello');
  expect(chooseText({ pt: 'Olá' }, ['ja'])).toBe('Olá');
  expect(chooseText({}, ['en'])).toBeUndefined();
});

it('brings realm names to the slash form and refuses what is none', () => {
  for (const root of ['', '/', 'root', '/root/']) expect(toRealmPath(root)).toBe('/');
  for (const alpha of ['alpha', '/alpha', 'alpha/']) expect(toRealmPath(alpha)).toBe('/alpha');
  expect(toRealmPath('a/b')).toBe('/a/b');
  for (const bad of ['a//b', '..', 'a b', '<x>', '-a']) expect(toRealmPath(bad)).toBeUndefined();
});
