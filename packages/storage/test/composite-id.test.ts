import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compositeId, partsOfId } from '../src/composite-id.ts';

const utf8 = (text: string) => Buffer.from(text).toString();
const part = fc.oneof(fc.string({ unit: fc.constantFrom('a', '\\', '\n', '0', '\ud800', '\udfff', '💳', '\ufffd') }), fc.string());

it('gives different ids to different parts, also as UTF-8', () => {
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(utf8(compositeId(...a)) === utf8(compositeId(...b))).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

it('gives its parts back', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      expect(partsOfId(compositeId(...parts))).toEqual(parts);
    }),
  );
});

it('leaves ordinary text as it is', () => {
  expect(compositeId('/alpha', 'Jörg O’Neil <jo@example.com>')).toBe('/alpha\nJörg O’Neil <jo@example.com>');
});
