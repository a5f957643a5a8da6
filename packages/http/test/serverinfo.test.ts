import { expect, test } from 'vitest';
import { serve } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/serverinfo';

test('serverinfo/* needs no session and publishes the name of the cookie', async () => {
  const { call } = await serve();
  const response = await call(`${AT}/*`, { headers: { 'accept-language': 'fr' } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    _id: '*',
    _rev: expect.stringMatching(/^-?\d+$/),
    cookieName: 'iPlanetDirectoryPro',
    secureCookie: false,
    domains: [null],
    forgotPassword: 'false',
    forgotUsername: 'false',
    kbaEnabled: 'false',
    selfRegistration: 'false',
    lang: 'fr',
    realm: '/alpha',
  });
});

test('serverinfo/* on https publishes the prefixed name', async () => {
  const { call } = await serve({ config: { publicUrl: 'https://sso.example.com' } });
  expect(await (await call('/am/json/serverinfo/*')).json()).toMatchObject({
    cookieName: '__Host-iPlanetDirectoryPro',
    secureCookie: true,
    realm: '/',
  });
});

test('serverinfo/version has three numbers, without which clients crash', async () => {
  const { call } = await serve();
  const { version, fullVersion } = await (await call('/am/json/serverinfo/version')).json();
  expect(version).toMatch(/^\d\.\d\.\d$/);
  expect(fullVersion).toContain('0.1.0');
});

test('the same content has the same revision', async () => {
  const { call } = await serve();
  const revisions = await Promise.all([1, 2].map(async () => (await (await call(`${AT}/cookieDomains`)).json())._rev));
  expect(revisions[0]).toBe(revisions[1]);
});

test.each([
  [`${AT}/nothing`, 'GET', 404],
  [AT, 'GET', 404],
  [`${AT}/*`, 'POST', 405],
  ['/am/json/realms/root/realms/nowhere/serverinfo/*', 'GET', 404],
  ['/am/json/realms/root/realms/closed/serverinfo/*', 'GET', 404],
  ['/am/json/realms/root/realms/alpha/nothing', 'GET', 404],
])('%s with %s is %i', async (path, method, status) => {
  const { call } = await serve();
  const response = await call(path, { method });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code: status });
});
