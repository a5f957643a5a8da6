import { describe, expect, it } from 'vitest';
import { hasTitle } from '../security/test-titles.ts';

describe('a title', () => {
  it.each([
    ['is that of a test', "it('is refused', () => {});", true],
    ['is that of a case', "it.each([\n  [\n    'is refused', 4],\n])('%s', () => {});", true],
    ['with an apostrophe is found in either quotes', 'it("is refused", () => {});', true],
    ['is not a part of one', "it('is refused at once', () => {});", false],
    ['is not any text', "const text = 'is refused';", false],
  ])('%s', (_, text, is) => {
    expect(hasTitle(text, 'is refused')).toBe(is);
  });
});
