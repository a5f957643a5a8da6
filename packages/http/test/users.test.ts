import type { DeviceProfile, Notice } from '@waygate/node-kit';
import { describe, expect, test } from 'vitest';
import type { HttpDeps } from '../src/index.ts';
import { addDemo, evidence, NOW, serve, signOn } from './fixture.ts';

const USERS = '/am/json/realms/root/realms/alpha/users';

describe('idFromSession', () => {
  test('tells who asks', async () => {
    const { post, stores } = await serve();
    const { cookie } = await signOn(stores);
    const response = await post(`${USERS}?_action=idFromSession`, {}, { cookie });
    expect(await response.json()).toMatchObject({
      id: 'demo',
      realm: '/alpha',
      dn: 'id=demo,ou=user,o=alpha,ou=services,ou=am-config',
      successURL: '/account',
    });
  });

  test('is 401 without a session', async () => {
    const { post } = await serve();
    expect((await post(`${USERS}?_action=idFromSession`, {})).status).toBe(401);
  });
});

describe('validateGoto', () => {
  test.each([
    ['https://app.example/home', 'https://app.example/home'],
    ['/account?x=1', '/account?x=1'],
    ['https://evil.example/', '/account'],
    ['//evil.example', '/account'],
    ['javascript:alert(1)', '/account'],
    ['', '/account'],
    [7, '/account'],
    [undefined, '/account'],
  ])('%j leads to %s', async (goto, successURL) => {
    const { post } = await serve();
    const response = await post(`${USERS}?_action=validateGoto`, { goto }, { 'accept-api-version': 'protocol=2.1,resource=3.0' });
    expect(await response.json()).toEqual({ successURL });
  });
});

describe('attributes', () => {
  test('are arrays, with the roles that pages need and nothing secret', async () => {
    const { call, stores } = await serve();
    await addDemo(stores);
    const { cookie } = await signOn(stores);
    const text = await (await call(`${USERS}/demo`, { headers: { cookie } })).text();
    expect(JSON.parse(text)).toEqual({
      _id: 'demo',
      _rev: expect.stringMatching(/^-?\d+$/),
      username: 'demo',
      realm: '/alpha',
      uid: ['demo'],
      mail: ['demo@example.com'],
      givenName: ['Demo'],
      roles: ['ui-self-service-user'],
    });
    expect(text).not.toContain('argon2');
  });

  test.each([
    ["another person's", `${USERS}/other`, {}, 403],
    ['of somebody who is not there', `${USERS}/nobody`, {}, 403],
    ['of the same name in another realm', '/am/json/realms/root/realms/beta/users/demo', {}, 401],
    ['to the administrator under another realm', `${USERS}/demo`, { realm: '/', userId: 'id-admin', username: 'demo' }, 403],
    ['of a person who is gone', `${USERS}/demo`, { userId: 'id-gone' }, 404],
  ])('are not told: %s', async (_what, path, session, status) => {
    const { call, stores } = await serve();
    await addDemo(stores);
    const { cookie } = await signOn(stores, session);
    expect((await call(path, { headers: { cookie } })).status).toBe(status);
  });

  test('are not told without a session', async () => {
    const { call } = await serve();
    expect((await call(`${USERS}/demo`)).status).toBe(401);
  });
});

describe('device profiles', () => {
  const PROFILES = `${USERS}/demo/devices/profile`;
  const laptop: DeviceProfile = {
    identifier: '714524572-2799534390/1+=',
    alias: 'Linux (Browser)',
    metadata: { platform: { deviceName: 'Linux (Browser)' } },
    location: { latitude: 52.52, longitude: 13.405 },
    lastSelectedDate: NOW - 1_000,
  };
  const tablet: DeviceProfile = { identifier: 'tablet', alias: 'Tablet', lastSelectedDate: NOW };
  const one = `${PROFILES}/${encodeURIComponent(laptop.identifier)}`;

  async function owner() {
    const served = await serve();
    await addDemo(served.stores);
    await served.stores.devices.updateProfiles('/alpha', 'id-demo', () => [tablet, laptop]);
    const { cookie } = await signOn(served.stores);
    const headers = { cookie, 'x-requested-with': 'forgerock-sdk', 'content-type': 'application/json' };
    const left = () => served.stores.devices.listProfiles('/alpha', 'id-demo');
    return { ...served, headers, left };
  }
  const wire = (profile: DeviceProfile) => ({ ...profile, _id: profile.identifier, recoveryCodes: [], _rev: expect.stringMatching(/./) });

  test('are listed for their owner as AM lists them, the one that was recognised longest ago first', async () => {
    const { call, headers } = await owner();
    const response = await call(`${PROFILES}?_queryFilter=true`, { headers });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ result: [wire(laptop), wire(tablet)], resultCount: 2 }),
    ]);
  });

  test('can be renamed, and nothing else of them changed', async () => {
    const { call, headers, left } = await owner();
    const body = JSON.stringify({ ...laptop, alias: ' My laptop ', metadata: { forged: true }, lastSelectedDate: NOW * 2 });
    const response = await call(one, { method: 'PUT', headers, body });
    const renamed = { ...laptop, alias: 'My laptop' };
    expect([response.status, await response.json(), await left()]).toEqual([200, wire(renamed), [renamed, tablet]]);
  });

  test('can be removed', async () => {
    const { call, headers, left } = await owner();
    const response = await call(one, { method: 'DELETE', headers });
    expect([response.status, await response.json(), await left()]).toEqual([200, wire(laptop), [tablet]]);
    expect((await call(one, { method: 'DELETE', headers })).status).toBe(404);
  });

  test.each([
    ['PUT', one, '{}', 400],
    ['PUT', one, '{"alias":"  "}', 400],
    ['PUT', one, `{"alias":"${'x'.repeat(257)}"}`, 400],
    ['PUT', one, '[]', 400],
    ['PUT', `${PROFILES}/nope`, '{"alias":"x"}', 404],
    ['POST', one, '{"alias":"x"}', 405],
    ['PUT', PROFILES, '{"alias":"x"}', 405],
    ['PUT', one.replace('/demo/', '/other/'), '{"alias":"x"}', 403],
    ['DELETE', one.replace('alpha', 'beta'), undefined, 401],
  ])('%s %s with %s is %i, and changes nothing', async (method, path, body, status) => {
    const { call, headers, left } = await owner();
    expect((await call(path, { method, headers, ...(body === undefined ? {} : { body }) })).status).toBe(status);
    expect(await left()).toEqual([laptop, tablet]);
  });

  test('are not removed by what another site makes the browser send', async () => {
    const { call, headers, left } = await owner();
    expect((await call(one, { method: 'DELETE', headers: { cookie: headers.cookie } })).status).toBe(403);
    expect(await left()).toEqual([laptop, tablet]);
  });
});

describe('applications that somebody let use their account', () => {
  const shop = { id: 'shop', name: 'The Shop', scopes: ['openid', 'profile'], claims: ['email'], since: NOW - 1_000 };
  const APPLICATIONS = `${USERS}/demo/oauth2/applications`;
  /** A server whose people have given one application something until they take it back. */
  const begin = async (more: Parameters<typeof signOn>[1] = {}) => {
    const taken: string[] = [];
    const told: Notice[] = [];
    const granted: HttpDeps['granted'] = {
      list: async (_realm, { id }) =>
        id === 'id-demo' && taken.length === 0 ? [{ ...shop, accessUntil: NOW + 60_000, lastUsedAt: NOW }] : [],
      takeBack: async (realm, { id }, clientId) => {
        if (realm !== '/alpha' || id !== 'id-demo' || clientId !== 'shop' || taken.length > 0) return undefined;
        taken.push(clientId);
        return shop;
      },
    };
    const served = await serve({ deps: { granted, notices: { tell: (notice) => void told.push(notice) } } });
    await addDemo(served.stores);
    const { cookie } = await signOn(served.stores, more);
    const send = (method: string, path: string) => served.call(path, { method, headers: { cookie, 'x-requested-with': 'x' } });
    return { ...served, cookie, send, taken, told };
  };

  test('are listed as AM lists them, with what it does not tell', async () => {
    const { send } = await begin();
    expect(await (await send('GET', `${APPLICATIONS}?_queryFilter=true`)).json()).toEqual({
      result: [
        {
          _id: 'shop',
          _rev: expect.stringMatching(/^-?\d+$/),
          name: 'The Shop',
          scopes: { openid: 'openid', profile: 'profile' },
          expiryDateTime: new Date(NOW + 60_000).toISOString(),
          logoUri: null,
          claims: ['email'],
          since: NOW - 1_000,
          lastUsedAt: NOW,
          agreedUntil: null,
        },
      ],
      resultCount: 1,
      pagedResultsCookie: null,
      totalPagedResultsPolicy: 'NONE',
      totalPagedResults: -1,
      remainingPagedResults: -1,
    });
  });

  test('lose what they were given, once; it is noted, and the person is told', async () => {
    const { send, taken, told, logged } = await begin();
    const answer = await send('DELETE', `${APPLICATIONS}/shop`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { _id: 'shop', expiryDateTime: null }]);
    expect((await send('DELETE', `${APPLICATIONS}/shop`)).status).toBe(404);
    expect(taken).toEqual(['shop']);
    expect(told).toMatchObject([{ event: 'accessTakenBack', subject: { id: 'id-demo' }, facts: { application: 'The Shop' } }]);
    expect(logged.map(({ facts }) => facts)).toContainEqual({
      event: 'access.taken_back',
      realm: '/alpha',
      user: 'demo',
      by: 'demo',
      client: 'shop',
    });
  });

  test('lose it only by a fresh proof of whatever the person has', async () => {
    const { send, taken } = await begin({ evidence: [evidence('knowledge:password', NOW - 15 * 60_000 - 1)] });
    const answer = await send('DELETE', `${APPLICATIONS}/shop`);
    expect([answer.status, await answer.json()]).toMatchObject([403, { detail: { errorCode: 'account.step_up', maxAge: 900 } }]);
    expect(taken).toEqual([]);
    expect((await send('GET', `${APPLICATIONS}?_queryFilter=true`)).status, 'and can be seen without').toBe(200);
  });

  test.each<[string, Parameters<typeof signOn>[1], (cookie: string) => Record<string, string>, number]>([
    ['somebody else', { userId: 'id-other', username: 'other' }, (cookie) => ({ cookie, 'x-requested-with': 'x' }), 403],
    ['nobody', {}, () => ({ 'x-requested-with': 'x' }), 401],
    ['another site', {}, (cookie) => ({ cookie }), 403],
    [
      'somebody of the root realm who does not administer',
      { realm: '/', userId: 'id-root', username: 'root' },
      (cookie) => ({ cookie, 'x-requested-with': 'x' }),
      403,
    ],
  ])('are not taken from by %s', async (_who, more, headers, status) => {
    const { call, cookie, taken } = await begin(more);
    expect((await call(`${APPLICATIONS}/shop`, { method: 'DELETE', headers: headers(cookie) })).status).toBe(status);
    expect(taken).toEqual([]);
  });

  test('lose it by an administrator, too, by no proof of the person', async () => {
    const { call, stores, taken, told } = await begin();
    await stores.identities.create({
      ...{ id: 'id-admin', realm: '/', username: 'amadmin', active: true, attributes: {}, passwordHash: undefined, createdAt: NOW },
    });
    const { cookie } = await signOn(stores, { realm: '/', userId: 'id-admin', username: 'amadmin', evidence: [] });
    const answer = await call(`${APPLICATIONS}/shop`, { method: 'DELETE', headers: { cookie, 'x-requested-with': 'x' } });
    expect([answer.status, taken]).toEqual([200, ['shop']]);
    expect(told).toMatchObject([{ event: 'accessTakenBack', subject: { id: 'id-demo' } }]);
  });
});
