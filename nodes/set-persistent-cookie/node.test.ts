import type { JourneySuccess, PersistentCookie } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const KEY = 'k'.repeat(43);
const HOUR = 3_600_000;

/** What the node leaves at success with a configuration. */
function left(config: object, more: Partial<JourneySuccess> = {}) {
  const written: { cookie: PersistentCookie; key: string }[] = [];
  const cookies = node.onSuccess?.({
    config: node.config.parse({ hmacSigningKey: KEY, ...config }),
    realm: '/alpha',
    journey: 'Login',
    nodeId: 'node',
    outcome: 'outcome',
    subject: { id: 'id', username: 'demo' },
    authLevel: 3,
    request: { clientIp: '203.0.113.7', header: () => [], parameter: () => [], headers: () => ({}), parameters: () => ({}), locales: [] },
    now: NOW,
    ports: {
      persistentCookies: {
        nameFor: (name: string, secure: boolean) => (secure ? `__Host-${name}` : name),
        write: (cookie: PersistentCookie, key: string) => {
          written.push({ cookie, key });
          return 'jwt';
        },
      },
    } as never,
    ...more,
  });
  return { cookies, written };
}

it('goes on, and notes in the session which cookie there is', async () => {
  const { action } = await runNode(node, { config: { hmacSigningKey: KEY, persistentCookieName: 'stay' } });
  expect(action).toEqual({ kind: 'goTo', outcome: 'outcome', sessionProperties: { persistentCookieName: 'stay' } });
});

it('leaves a cookie at success that says who signed on, where, how and for how long', () => {
  const { cookies, written } = left({ idleTimeout: 2, maxLife: 48 });
  expect(cookies).toEqual([
    { name: '__Host-session-jwt', value: 'jwt', maxAge: 48 * 3_600, secure: true, httpOnly: true, sameSite: 'Lax' },
  ]);
  expect(written).toEqual([
    {
      key: KEY,
      cookie: {
        userId: 'id',
        username: 'demo',
        realm: '/alpha',
        service: 'Login',
        authLevel: 3,
        clientIp: '203.0.113.7',
        cookieName: '__Host-session-jwt',
        issuedAt: NOW,
        idleUntil: NOW + 2 * HOUR,
        expiresAt: NOW + 48 * HOUR,
      },
    },
  ]);
});

it('makes the cookie as the author wants it, and one for all sites never without https', () => {
  expect(left({ useSecureCookie: false, useHttpOnlyCookie: false, sameSite: 'STRICT' }).cookies).toMatchObject([
    { name: 'session-jwt', secure: false, httpOnly: false, sameSite: 'Strict' },
  ]);
  expect(left({ useSecureCookie: false, sameSite: 'NONE' }).cookies).toMatchObject([{ secure: true, sameSite: 'None' }]);
});

it('has AM’s defaults: five hours each', () => {
  expect(node.config.parse({ hmacSigningKey: KEY })).toMatchObject({
    idleTimeout: 5,
    maxLife: 5,
    useSecureCookie: true,
    useHttpOnlyCookie: true,
    persistentCookieName: 'session-jwt',
    sameSite: 'LAX',
  });
});

describe('its settings', () => {
  it.each(['', 'short', 'k'.repeat(42), 'k'.repeat(45), `${'k'.repeat(43)} `, 'not base64, but long enough for a key of 32 bytes'])(
    'take no key that is none: "%s"',
    (hmacSigningKey) => {
      expect(node.config.safeParse({ hmacSigningKey }).success).toBe(false);
    },
  );

  it.each(['k'.repeat(43), `${'k'.repeat(43)}=`, `${'-_'.repeat(22)}`, `${'+/'.repeat(44)}`])(
    'take a key of 256 bits: %s',
    (hmacSigningKey) => {
      expect(node.config.safeParse({ hmacSigningKey }).success).toBe(true);
    },
  );

  it.each(['a b', 'a;b', 'a=b', 'a,b', 'ü', '', 'iPlanetDirectoryPro', '__Host-iplanetdirectorypro', 'amlbcookie'])(
    'take no cookie name that is none or belongs to the server: "%s"',
    (persistentCookieName) => {
      expect(node.config.safeParse({ hmacSigningKey: KEY, persistentCookieName }).success).toBe(false);
    },
  );

  it('have one secret, the key', () => {
    expect(node.secrets).toEqual(['hmacSigningKey']);
  });
});
