import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validRedirect } from '../src/request/redirect-validator.ts';

const OWN = 'https://sso.example.com';
const TARGETS = ['https://app.example', 'https://cb.example/done', 'https://open.example/in/*'];
const valid = (wanted: string | null | undefined) => validRedirect(wanted, OWN, TARGETS);

describe('leads to', () => {
  test.each([
    ['/account', '/account'],
    ['/a/../b?x=//y#z', '/b?x=//y#z'],
    ['/a%2F%2Fevil.example', '/a%2F%2Fevil.example'],
    ['https://sso.example.com/x', 'https://sso.example.com/x'],
    ['HTTPS://SSO.EXAMPLE.COM:443/x', 'https://sso.example.com/x'],
    ['https://app.example/any/where?q=1', 'https://app.example/any/where?q=1'],
    ['https://cb.example/done', 'https://cb.example/done'],
    ['https://open.example/in/side', 'https://open.example/in/side'],
  ])('%s', (wanted, led) => {
    expect(valid(wanted)).toBe(led);
  });
});

describe('does not lead to', () => {
  test.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\u0000/account',
    ' https://evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https://sso.example.com@evil.example',
    'https://user:secret@sso.example.com/x',
    'https://sso.example.com.evil.example',
    'https://sso.example.com:8443/x',
    'http://sso.example.com/x',
    'https://evil.example/https://sso.example.com',
    'https://evil。example',
    'https://sso.example.com\u200b.evil.example',
    'https://evil.example\\@sso.example.com',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/.%2E//evil.example/x?y#z',
    '/acc\u200bount',
    '/a b',
    '/a\\b',
    'https://app.example/a\tb',
    'javascript:alert(1)',
    'JaVaScRiPt://sso.example.com/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ftp://sso.example.com/x',
    'file:///etc/passwd',
    'blob:https://sso.example.com/1',
    'account',
    '?x=1',
    'https://app.example.evil.example',
    'https://sub.app.example',
    'http://app.example',
    'https://cb.example/other',
    'https://cb.example/done/more',
    'https://cb.example/done?x=1',
    'https://open.example/inside',
    'https://open.example/in/../out',
    'https://open.example/in/%2e%2e/out',
    `/${'a'.repeat(2_000)}`,
    '',
  ])('%j', (wanted) => {
    expect(valid(wanted)).toBeUndefined();
  });

  test('nothing', () => {
    expect(valid(null)).toBeUndefined();
    expect(valid(undefined)).toBeUndefined();
  });

  test('a target that the realm wrote wrongly', () => {
    expect(validRedirect('https://evil.example/', OWN, ['*', 'https://', 'evil.example', 'https://*'])).toBeUndefined();
  });
});

test('Property: a browser that is led stays where it was allowed to go', () => {
  const allowed = new Set([OWN, ...TARGETS.map((target) => new URL(target.replace('*', '')).origin)]);
  const piece = fc.constantFrom('/', '//', '.', '..', '%2e', '%2f', '\\', '@', ':', 'evil.example', '?', '#', 'x');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const led = valid(`/${pieces.join('')}`);
      if (led !== undefined) expect(allowed).toContain(new URL(led, OWN).origin);
    }),
    { numRuns: 2_000 },
  );
});

test('Property: an absolute address that is allowed is of an allowed origin', () => {
  const allowed = new Set([OWN, ...TARGETS.map((target) => new URL(target.replace('*', '')).origin)]);
  const piece = fc.constantFrom(
    'https:',
    'http:',
    '/',
    '//',
    '\\',
    '@',
    ':',
    '.',
    '%2e',
    '%2f',
    'sso.example.com',
    'app.example',
    'evil',
    '#',
    '?',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const led = valid(`https://${pieces.join('')}`);
      if (led !== undefined) expect(allowed).toContain(new URL(led).origin);
    }),
  );
});
