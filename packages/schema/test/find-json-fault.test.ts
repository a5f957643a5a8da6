import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../src/transfer/find-json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  it('is nowhere in JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(findJsonFault(text)).toBeUndefined();
      }),
    );
    expect(findJsonFault(' { "a" : [ 1 , -0.5e+3 , "\\u00e9\\"" , { } , [ ] ] } \n')).toBeUndefined();
  });

  it('is somewhere exactly in what the parser refuses', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '0',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
      'ä',
    );
    const text = fc.oneof(
      fc.array(signs, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), signs).map(([json, at, sign]) => {
        const cut = at % (json.length + 1);
        return json.slice(0, cut) + sign + json.slice(cut);
      }),
      fc.tuple(fc.json({ maxDepth: 3 }), fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1))),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(findJsonFault(one) === undefined).toBe(isJson(one));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['<!doctype html>', 0],
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['{"a": 1} x', 9],
    ['{"a": tru}', 6],
    ['', 0],
    ['[', 1],
    ["{'a': 1}", 1],
  ])('%s: at %d', (text, position) => {
    expect(findJsonFault(text)).toBe(position);
  });
});
