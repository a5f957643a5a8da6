import { createHmac } from 'node:crypto';
import type { PersistentCookie } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import { createPersistentCookies, createSealer, KeyRing } from '../src/index.ts';

const ringOf = (active: string, ...others: string[]) =>
  new KeyRing(active, new Map([active, ...others].map((kid) => [kid, Buffer.alloc(32, kid)])));
const sealer = createSealer(ringOf('k1'));
const cookies = createPersistentCookies(sealer, true);
const KEY = Buffer.alloc(32, 7).toString('base64');
const COOKIE: PersistentCookie = {
  userId: 'id-demo',
  username: 'demo',
  realm: '/alpha',
  service: 'Login',
  authLevel: 3,
  clientIp: '203.0.113.7',
  cookieName: 'session-jwt',
  issuedAt: 1_790_000_000_000,
  idleUntil: 1_790_000_100_000,
  expiresAt: 1_790_000_200_000,
};

describe('a persistent cookie', () => {
  it('has a name over https that no neighbouring domain can plant, and its own where browsers would not take that', () => {
    expect(cookies.nameFor('session-jwt', true)).toBe('__Host-session-jwt');
    expect(cookies.nameFor('__Secure-own', true)).toBe('__Secure-own');
    expect(cookies.nameFor('session-jwt', false)).toBe('session-jwt');
    expect(createPersistentCookies(sealer, false).nameFor('session-jwt', true)).toBe('session-jwt');
  });

  it('says what it was told, with and without an address', () => {
    const { clientIp: _, ...nowhere } = COOKIE;
    for (const cookie of [COOKIE, nowhere]) expect(cookies.read(cookies.write(cookie, KEY), KEY)).toEqual(cookie);
  });

  it('is a JWT that anybody with the key can check (RFC 7515), and shows nothing of what it says', () => {
    const text = cookies.write(COOKIE, KEY);
    const [header = '', payload = '', signature] = text.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'HS256', cty: 'JWT' });
    expect(createHmac('sha256', Buffer.alloc(32, 7)).update(`${header}.${payload}`).digest('base64url')).toBe(signature);
    const shown = Buffer.from(payload, 'base64url').toString();
    expect(
      shown
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
        .join(' '),
    ).not.toMatch(/demo|alpha|Login|203/);
    expect(text.length).toBeLessThan(2_000);
    // What it is sealed as is nothing but a cookie.
    expect(() => sealer.open('journey-session|/alpha|x', shown)).toThrow();
  });

  it('is not read with another key, by another installation, or altered in any part', () => {
    const text = cookies.write(COOKIE, KEY);
    expect(cookies.read(text, Buffer.alloc(32, 8).toString('base64'))).toBeUndefined();
    expect(createPersistentCookies(createSealer(ringOf('k2')), true).read(text, KEY)).toBeUndefined();
    const [header = '', payload = '', signature = ''] = text.split('.');
    const resigned = (head: string, body: string) =>
      `${head}.${body}.${createHmac('sha256', Buffer.alloc(32, 7)).update(`${head}.${body}`).digest('base64url')}`;
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const altered = [
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      resigned(none, payload),
      `${header}.${payload.slice(1)}.${signature}`,
      resigned(header, payload.slice(1)),
      resigned(header, Buffer.from('{"sub":"id-demo"}').toString('base64url')),
      resigned(header, Buffer.from(sealer.seal('persistent-cookie', '{"sub":"id-demo"}')).toString('base64url')),
      `${text}.x`,
      'x'.repeat(5_000),
      '',
      '..',
    ];
    for (const one of altered) expect(cookies.read(one, KEY), one).toBeUndefined();
  });

  it('outlives a new key of the installation as long as the old one is on the ring', () => {
    const text = cookies.write(COOKIE, KEY);
    expect(createPersistentCookies(createSealer(ringOf('k2', 'k1')), true).read(text, KEY)).toEqual(COOKIE);
  });
});
