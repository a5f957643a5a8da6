import type { Identity, JourneySuccess, PersistentCookie } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { BEGIN, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;
const KEY = 'k'.repeat(43);
const DEMO: Identity = { id: 'id', realm: '/alpha', username: 'Demo', active: true, attributes: {} };
const COOKIE: PersistentCookie = {
  userId: 'id',
  username: 'demo',
  realm: '/alpha',
  service: 'Login',
  authLevel: 0,
  clientIp: '203.0.113.7',
  cookieName: 'session-jwt',
  issuedAt: NOW - HOUR,
  idleUntil: NOW + HOUR,
  expiresAt: NOW + 2 * HOUR,
};

/** Ports in which one text is a cookie. */
const portsWith = (cookie: PersistentCookie | undefined, person: Identity | undefined = DEMO, https = false) => ({
  persistentCookies: {
    nameFor: (name: string, secure: boolean) => (https && secure ? `__Host-${name}` : name),
    read: (text: string, key: string) => (text === 'jwt' && key === KEY ? cookie : undefined),
    write: (written: PersistentCookie) => JSON.stringify(written),
  },
  identities: { find: async () => person },
});
const run = (cookie: PersistentCookie | undefined, more: NodeRun = {}, person?: Identity | undefined) =>
  runNode(node, {
    ports: person === undefined ? portsWith(cookie) : portsWith(cookie, person),
    headers: { cookie: 'a=b; session-jwt=jwt; c=d' },
    clientIp: '203.0.113.7',
    now: NOW,
    ...more,
    config: { hmacSigningKey: KEY, ...more.config },
  });

it('identifies whom the cookie is of, by the name that they have now', async () => {
  const { action, shared } = await run(COOKIE);
  expect(action).toMatchObject({ outcome: 'true', identified: { id: 'id' }, sessionProperties: { persistentCookieName: 'session-jwt' } });
  expect(shared).toEqual({ username: 'Demo' });
  expect(node.provides).toEqual({ true: ['remembered:persistent-cookie'] });
});

describe('says no', () => {
  const no = async (cookie: PersistentCookie | undefined, more: NodeRun = {}, person?: Identity) => {
    const { outcome, shared, action } = await run(cookie, more, person);
    expect([outcome, shared, action.kind === 'goTo' && action.identified]).toEqual(['false', {}, undefined]);
  };

  it('without a cookie, and to one that cannot be read', async () => {
    await no(COOKIE, { headers: {} });
    await no(COOKIE, { headers: { cookie: 'session-jwt=' } });
    await no(COOKIE, { headers: { cookie: 'session-jwt=forged' } });
    await no(COOKIE, { headers: { cookie: 'xsession-jwt=jwt' } });
    await no(undefined);
  });

  it('to a cookie that was signed with another key', () => no(COOKIE, { config: { hmacSigningKey: 'x'.repeat(43) } }));
  it('to a cookie of another realm', () => no({ ...COOKIE, realm: '/beta' }));
  it('to a cookie of another name, though it has this one now', () => no({ ...COOKIE, cookieName: 'other' }));

  it('from the moment on that it was idle for too long, or its life is over', async () => {
    await no({ ...COOKIE, idleUntil: NOW });
    await no({ ...COOKIE, expiresAt: NOW });
    expect((await run({ ...COOKIE, idleUntil: NOW + 1, expiresAt: NOW + 1 })).outcome).toBe('true');
  });

  it('to another address, when that is enforced and then alone', async () => {
    const elsewhere = { clientIp: '203.0.113.8' };
    expect((await run(COOKIE, elsewhere)).outcome).toBe('true');
    const config = { enforceClientIp: true };
    await no(COOKIE, { ...elsewhere, config });
    const { clientIp: _, ...nowhere } = COOKIE;
    await no(nowhere, { config });
    expect((await run(COOKIE, { config })).outcome).toBe('true');
  });

  it('to somebody who is not active, or who only has the name of who is gone', async () => {
    await no(COOKIE, {}, { ...DEMO, active: false });
    await no(COOKIE, {}, { ...DEMO, id: 'another' });
  });

  it('to a cookie that was issued before the password was changed, by a thief or whomever', async () => {
    const changedAt = (passwordChangedAt: number) => ({ ...DEMO, passwordChangedAt });
    await no(COOKIE, {}, changedAt(COOKIE.issuedAt + 1_000));
    // A cookie does not know parts of a second, and a reset may set one at once.
    expect((await run(COOKIE, {}, changedAt(COOKIE.issuedAt + 999))).outcome).toBe('true');
    expect((await run(COOKIE, {}, changedAt(COOKIE.issuedAt - 1))).outcome).toBe('true');
  });

  it('after a reset in a real directory, and yes before it', async () => {
    const { ports, made } = await realPeople();
    const mia = await made();
    const cookie = { ...COOKIE, userId: mia.id, username: 'mia', issuedAt: BEGIN - HOUR };
    const outcome = async () => (await run(cookie, { ports: { ...portsWith(cookie), identities: ports.identities } })).outcome;
    expect(await outcome()).toBe('true');
    await ports.identities.patch('/alpha', mia.id, { password: 'another horse' });
    expect(await outcome()).toBe('false');
  });

  it('to somebody who is gone', async () => {
    const ports = { ...portsWith(COOKIE), identities: { find: async () => undefined } };
    await no(COOKIE, { ports });
  });
});

describe('over https', () => {
  const PREFIXED = { ...COOKIE, cookieName: '__Host-session-jwt' };
  const overHttps = async (cookie: PersistentCookie, sent: string) =>
    (await run(undefined, { ports: portsWith(cookie, DEMO, true), headers: { cookie: sent } })).outcome;

  it('takes the cookie by its name with the prefix, and what has the old name until it ends', async () => {
    expect(await overHttps(PREFIXED, '__Host-session-jwt=jwt')).toBe('true');
    expect(await overHttps(PREFIXED, 'session-jwt=planted; __Host-session-jwt=jwt')).toBe('true');
    expect(await overHttps(COOKIE, 'session-jwt=jwt')).toBe('true');
    expect(await overHttps(COOKIE, '__Host-session-jwt=forged; session-jwt=jwt')).toBe('true');
  });

  it('takes nothing by the old name that was given under the other, since a neighbouring domain could have planted it', async () => {
    expect(await overHttps(PREFIXED, 'session-jwt=jwt')).toBe('false');
    expect(await overHttps(COOKIE, '__Host-session-jwt=jwt')).toBe('false');
  });
});

describe('at success', () => {
  const again = (cookie: PersistentCookie | undefined, more: Partial<JourneySuccess> = {}) =>
    node.onSuccess?.({
      config: node.config.parse({ hmacSigningKey: KEY, idleTimeout: 4 }),
      realm: '/alpha',
      journey: 'Other',
      nodeId: 'node',
      outcome: 'true',
      subject: { id: 'id', username: 'demo' },
      authLevel: 0,
      request: {
        clientIp: '203.0.113.7',
        header: (name) => (name === 'cookie' ? ['session-jwt=jwt'] : []),
        parameter: () => [],
        headers: () => ({}),
        parameters: () => ({}),
        locales: [],
      },
      now: NOW,
      ports: portsWith(cookie) as never,
      ...more,
    });

  it('issues the cookie again with a new idle time and the same end', () => {
    const [cookie, ...more] = again(COOKIE) ?? [];
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ name: 'session-jwt', maxAge: 7_200, secure: true, httpOnly: true, sameSite: 'Lax' });
    expect(JSON.parse(cookie?.value ?? '')).toEqual({ ...COOKIE, issuedAt: NOW, idleUntil: NOW + 4 * HOUR });
  });

  it('puts one with the prefix in the place of an old one over https', () => {
    const [cookie, old, ...more] = again(COOKIE, { ports: portsWith(COOKIE, DEMO, true) as never }) ?? [];
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ name: '__Host-session-jwt', secure: true });
    expect(JSON.parse(cookie?.value ?? '')).toMatchObject({ cookieName: '__Host-session-jwt', expiresAt: COOKIE.expiresAt });
    expect(old).toMatchObject({ name: 'session-jwt', value: '', maxAge: 0 });
  });

  it.each([
    ['is younger than a minute', { ...COOKIE, issuedAt: NOW - 59_999 }, {}],
    ['is none', undefined, {}],
    ['was refused', COOKIE, { outcome: 'false' }],
    ['is of somebody else than who signed on', COOKIE, { subject: { id: 'other', username: 'other' } }],
    ['is over by now', { ...COOKIE, expiresAt: NOW }, {}],
  ])('leaves a cookie alone that %s', (_, cookie, more) => {
    expect(again(cookie, more)).toEqual([]);
  });
});
