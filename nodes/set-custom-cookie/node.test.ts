import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const least = { name: 'campaign', value: 'spring-2026' };

it('gives a cookie that lives as long as the browser is open, as AM does by default', async () => {
  expect((await runNode(node, { config: least })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    cookies: [{ ...least, secure: false, httpOnly: false, sameSite: 'Lax' }],
  });
});

it('makes it as the author wants it', async () => {
  const more = { maxAge: 300, domain: 'example.com', path: '/shop' };
  const config = { ...least, ...more, useSecureCookie: true, useHttpOnlyCookie: true, sameSite: 'STRICT' };
  expect((await runNode(node, { config })).action).toMatchObject({
    cookies: [{ ...least, ...more, secure: true, httpOnly: true, sameSite: 'Strict' }],
  });
});

it('makes none for all sites without https', async () => {
  expect((await runNode(node, { config: { ...least, sameSite: 'NONE' } })).action).toMatchObject({
    cookies: [{ secure: true, sameSite: 'None' }],
  });
});

it.each([
  [{ name: '' }],
  [{ name: 'a b' }],
  [{ name: 'iPlanetDirectoryPro' }],
  [{ name: '__Host-iPlanetDirectoryPro' }],
  [{ name: 'amlbcookie' }],
  [{ value: '' }],
  [{ value: 'a;b' }],
  [{ value: 'a\r\nSet-Cookie: b=c' }],
  [{ value: 'ü' }],
  [{ domain: 'a b' }],
  [{ domain: 'x; Secure' }],
  [{ path: 'shop' }],
  [{ path: '/a; Domain=b' }],
  [{ maxAge: -1 }],
  [{ maxAge: 1e9 }],
])('takes nothing that is no cookie, or one of the server: %j', (change) => {
  expect(node.config.safeParse({ ...least, ...change }).success).toBe(false);
});

it('needs a name and a value', () => {
  expect(node.config.safeParse({ name: 'a' }).success).toBe(false);
  expect(node.config.safeParse({ value: 'a' }).success).toBe(false);
});
