import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redirectUrl } from './redirect-url.ts';

const own = 'https://own.example';

it.each([
  'https://app.example/x?y=1#z',
  'http://localhost:3000',
  'HTTPS://APP.EXAMPLE/',
  '/',
  '/account',
  '/a//b',
  '/?next=//elsewhere.example',
])('takes %s', (url) => {
  expect(redirectUrl.safeParse(url).success).toBe(true);
});

it.each([
  '',
  'x',
  'app.example',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/%2e//evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https://',
  'https://user:password@app.example/',
  ' https://app.example',
  'https://app.example/ x',
  '/\tx',
  '/\u0000',
  '/\u200b/evil.example',
  `/${'x'.repeat(2_000)}`,
])('refuses %o', (url) => {
  expect(redirectUrl.safeParse(url).success).toBe(false);
});

it('never takes a path that leads to another host, however often it is read', () => {
  const piece = fc.constantFrom('/', '.', '..', '\\', '%2e', '%2f', 'evil.example', ':', '@', '?', '#', '\t', ' ', 'a');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const value = `/${pieces.join('')}`;
      if (!redirectUrl.safeParse(value).success) return;
      const once = new URL(value, own);
      const { origin } = new URL(`${once.pathname}${once.search}${once.hash}`, own);
      expect([once.origin, origin]).toEqual([own, own]);
    }),
    { numRuns: 2_000 },
  );
});
