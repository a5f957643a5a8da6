import type { DeviceProfile } from '@waygate/node-kit';
import { describe, expect, test } from 'vitest';
import { addDemo, NOW, serve, signOn } from './fixture.ts';

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
