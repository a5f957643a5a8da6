import type { Endpoint } from '@waygate/http';
import { oauthClient } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientDesk } from '../../src/client-desk.ts';
import { addressOf, hardenedServer } from './rig.ts';
import { COOKIE, INTENT, signedOn } from './signed-on.ts';
import { contentsOf } from './store-contents.ts';

// There are many endpoints, and a busy machine takes its time for each.
vi.setConfig({ testTimeout: 60_000 });

const OWN = 'http://sso.example';
const APP = 'https://app.example';
const EVIL = 'https://evil.example';
const LOGIN = '/am/json/realms/root/realms/alpha/authenticate';

/** What a page of another site can have a browser send, with the cookies of whoever looks at it. */
const FOREIGN: Readonly<Record<string, { readonly headers: Readonly<Record<string, string>>; readonly body?: string }>> = {
  'a form': {
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    body: 'name=x',
  },
  'a form of text that is JSON': {
    headers: { 'content-type': 'text/plain', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    body: '{"name":null,"a":"="}',
  },
  'a form with files': { headers: { 'content-type': 'multipart/form-data; boundary=x', origin: 'https://evil.example' }, body: '--x--' },
  'a form without anything': { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
  'JSON without a type': { headers: { 'content-type': '', origin: 'https://evil.example' }, body: '{"name":null}' },
  'JSON of a sister site': {
    headers: { 'content-type': 'application/json', origin: 'http://other.sso.example', 'sec-fetch-site': 'same-site' },
    body: '{"name":null}',
  },
  'JSON out of a sandbox, with every header that shows that it is meant': {
    headers: { ...INTENT, 'content-type': 'application/json', origin: 'null' },
    body: '{"name":null}',
  },
  'JSON of an origin that begins like a listed one': {
    headers: { ...INTENT, 'content-type': 'application/json', origin: 'https://app.example.evil.example' },
    body: '{"name":null}',
  },
  'a page that hides where it is': { headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }, body: '{}' },
};

type Changing = ReturnType<typeof changing>[number];

const changing = (endpoints: readonly Endpoint[]) =>
  endpoints.flatMap((endpoint) =>
    // Applications and providers post to an authorization server by design, and a proxy asks for whatever its application is sent.
    /^\/(am\/oauth2|forward-auth)\//.test(endpoint.path)
      ? []
      : (endpoint.method === '*' ? ['POST', 'PUT', 'DELETE'] : [endpoint.method])
          .filter((method) => method !== 'GET')
          .map((method) => ({ endpoint, method })),
  );

describe('another site', () => {
  // One for all, since none of them may change it.
  let house: ReturnType<typeof hardenedServer>;
  beforeAll(async () => {
    house = hardenedServer({ WAYGATE_CORS_ORIGINS: APP }, afterAll);
    await house;
  });

  it.each(Object.keys(FOREIGN))('changes nothing anywhere by %s, whoever is signed on', async (what) => {
    const { headers = {}, body } = FOREIGN[what] ?? {};
    const { endpoints, call, stores, workspace } = await house;
    const cookies = [await signedOn(stores, '/', 'amadmin'), await signedOn(stores, '/alpha', 'demo')].map((token) => `${COOKIE}=${token}`);
    const before = await contentsOf(workspace);
    const taken: string[] = [];
    const send = async ({ endpoint, method }: Changing, cookie: string) => {
      const sent = body === undefined ? {} : { body: Buffer.from(body) };
      const response = await call(addressOf(endpoint), { method, headers: { ...headers, cookie }, ...sent });
      await response.body?.cancel();
      if (![401, 403, 404].includes(response.status)) taken.push(`${method} ${endpoint.path}: ${response.status}`);
      if (response.headers.getSetCookie().length > 0) taken.push(`${method} ${endpoint.path} sets a cookie`);
    };
    for (const one of changing(endpoints)) await Promise.all(cookies.map((cookie) => send(one, cookie)));
    expect(taken).toEqual([]);
    expect(await contentsOf(workspace)).toEqual(before);
  });

  it('signs nobody on as somebody else: by a session that it knows, by a link of a mail, or by the steps of a sign-on that it began', async () => {
    const { call, stores } = await hardenedServer({ WAYGATE_TOKENS_IN_ADDRESSES: '1' });
    const token = await signedOn(stores, '/alpha', 'demo');
    const at = `${LOGIN}?sessionUpgradeSSOTokenId=${token}`;
    const own = await call(at, { method: 'POST', headers: { origin: OWN, 'sec-fetch-site': 'same-origin' } });
    expect(own.status).toBe(200);
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      for (const path of [at, `${LOGIN}?suspendedId=x`, LOGIN]) {
        const response = await call(path, { method: 'POST', headers });
        expect([response.status, response.headers.getSetCookie()], path).toEqual([403, []]);
        expect(await response.json()).toMatchObject({ code: 403, message: expect.stringContaining('WAYGATE_CORS_ORIGINS') });
      }
    }
  });

  it('that is listed may call, and so may our own pages, those under another name of the server, and whatever is no browser', async () => {
    const { call, port } = await hardenedServer({ WAYGATE_CORS_ORIGINS: APP });
    for (const headers of [
      { origin: APP, 'sec-fetch-site': 'cross-site' },
      { origin: OWN, 'sec-fetch-site': 'same-origin' },
      { origin: OWN },
      { origin: `http://127.0.0.1:${port}` },
      { 'sec-fetch-site': 'none' },
      {},
    ])
      expect(
        (await call(LOGIN, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } })).status,
        JSON.stringify(headers),
      ).toBe(200);
  });
});

describe('CORS', () => {
  const origins = [
    'https://evil.example',
    'null',
    'https://app.example.evil.example',
    'https://evil-app.example',
    'http://app.example',
    'https://APP.example',
    '*',
  ];

  it('lets no other origin read anything anywhere, and never everybody', async () => {
    const { endpoints, call, stores } = await hardenedServer({ WAYGATE_CORS_ORIGINS: APP });
    const cookie = `${COOKIE}=${await signedOn(stores, '/', 'amadmin')}`;
    const wrong: string[] = [];
    const look = async (endpoint: Endpoint, method: string, origin: string) => {
      const { headers, body } = await call(addressOf(endpoint), {
        method,
        headers: { origin, cookie, 'access-control-request-method': 'POST' },
      });
      await body?.cancel();
      const allowed = headers.get('access-control-allow-origin');
      // Pages, the console and the offline API are of our own origin alone.
      const mayBe = /^\/(am\/json|am\/oauth2|openidm|environment)\b/.test(endpoint.path);
      const isListed = mayBe && origin === APP && allowed === APP && headers.get('vary')?.includes('Origin') === true;
      if (allowed !== null && !isListed) wrong.push(`${method} ${endpoint.path} lets ${allowed} read`);
      if (allowed === null && headers.has('access-control-allow-credentials')) wrong.push(`${method} ${endpoint.path} allows credentials`);
    };
    for (const endpoint of endpoints) {
      const method = endpoint.method === '*' ? 'GET' : endpoint.method;
      await Promise.all([
        look(endpoint, method, APP),
        look(endpoint, 'OPTIONS', APP),
        look(endpoint, method, 'null'),
        look(endpoint, 'OPTIONS', EVIL),
      ]);
    }
    expect(wrong).toEqual([]);
  });

  it.each(origins)('does not take %s for a listed origin', async (origin) => {
    const { call } = await hardenedServer({ WAYGATE_CORS_ORIGINS: APP });
    const { headers } = await call(LOGIN, { method: 'OPTIONS', headers: { origin } });
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-methods')]).toEqual([null, null]);
  });

  it('answers a preflight of a listed origin for SDKs, to be kept for ten minutes, and lets them read when to come again', async () => {
    const { call } = await hardenedServer({ WAYGATE_CORS_ORIGINS: APP });
    for (const path of [LOGIN, '/am/oauth2/realms/root/realms/alpha/access_token']) {
      const { status, headers } = await call(path, {
        method: 'OPTIONS',
        headers: { origin: APP, 'access-control-request-method': 'POST' },
      });
      expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
        204,
        APP,
        'true',
      ]);
      expect(headers.get('access-control-max-age')).toBe('600');
      expect(headers.get('access-control-expose-headers')).toContain('retry-after');
    }
  });
});

describe('cookies', () => {
  const cookiesOf = async (environment: Readonly<Record<string, string>>) => {
    const { call, stores, workspace } = await hardenedServer(environment);
    const settings = oauthClient.parse({ clientType: 'Public', redirectionUris: ['https://app.example/back'] });
    await clientDesk(workspace).create('/alpha', 'a', { settings });
    const token = await signedOn(stores, '/alpha', 'demo', { properties: { persistentCookieName: 'remembered' } });
    const name = environment['WAYGATE_PUBLIC_URL']?.startsWith('https:') === true ? `__Host-${COOKIE}` : COOKIE;
    const post = (path: string) => call(path, { method: 'POST', headers: { ...INTENT, [name.toLowerCase()]: token } });
    const all = [
      await post(`${LOGIN}?authIndexType=service&authIndexValue=Login&ForceAuth=true`),
      await post(LOGIN),
      await call(
        `/am/oauth2/realms/root/realms/alpha/authorize?response_type=code&client_id=a&scope=openid&redirect_uri=https%3A%2F%2Fapp.example%2Fback&code_challenge_method=S256&code_challenge=${'c'.repeat(43)}`,
      ),
      await post('/am/json/realms/root/realms/alpha/sessions?_action=logout'),
    ];
    return { name, lines: all.flatMap(({ headers }) => headers.getSetCookie()) };
  };

  it('go over https alone, are kept from scripts and from other sites, and the session is bound to this host', async () => {
    const { name, lines } = await cookiesOf({ WAYGATE_PUBLIC_URL: 'https://sso.example' });
    const names = new Set(lines.map((line) => line.split('=')[0]?.replace(/^(__Host-waygate-authorize)\.[\w-]+$/, '$1')));
    expect(names).toEqual(new Set([name, 'remembered', '__Host-remembered', '__Host-waygate-authorize']));
    // What is set has the prefix; the name without it is only taken away, where a browser has it of before.
    for (const line of lines.filter((one) => !one.startsWith('__Host-'))) expect(line).toMatch(/^remembered=;.*Max-Age=0/);
    for (const line of lines) {
      expect(line).toMatch(/; Secure\b/i);
      expect(line).toMatch(/; HttpOnly\b/i);
      expect(line).toMatch(/; SameSite=Lax\b/i);
      expect(line).toMatch(/; Path=\/(;|$)/i);
      expect(line).not.toMatch(/; Domain=/i);
    }
  });

  it('are the same over http, where browsers would not take one that is secure', async () => {
    const { lines } = await cookiesOf({});
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/^(iPlanetDirectoryPro|remembered|waygate-authorize\.[\w-]+)=(?!.*Secure).*HttpOnly/i);
  });
});
