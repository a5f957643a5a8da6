import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as send } from 'node:http';
import { join } from 'node:path';
import type { Endpoint } from '@waygate/http';
import { applicationRequest } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { applicationDesk } from '../../src/application-desk.ts';
import { shippedJourneys } from '../../src/shipped-journeys.ts';
import { addressOf, hardenedServer } from './rig.ts';
import { COOKIE, INTENT, signedOn } from './signed-on.ts';

// There are many endpoints, and a busy machine takes its time for each.
vi.setConfig({ testTimeout: 60_000 });

const PEOPLE = 'sso.example';
const ADMIN = 'admin.example';
const SESSION = `__Host-${COOKIE}`;
const APP = 'https://app.example';
const VERIFIER = 'v'.repeat(43);
const ALPHA = '/am/json/realms/root/realms/alpha';

let house: Awaited<ReturnType<typeof hardenedServer>>;
beforeAll(async () => {
  house = await hardenedServer(
    {
      WAYGATE_PUBLIC_URL: `https://${PEOPLE}`,
      WAYGATE_ADMIN_URL: `https://${ADMIN}`,
      WAYGATE_CORS_ORIGINS: APP,
      WAYGATE_OFFLINE_API_FROM: '127.0.0.1',
      WAYGATE_TRUSTED_PROXIES: '127.0.0.1',
    },
    afterAll,
  );
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request over a connection of its own, to whichever host is named. */
function ask(host: string, path: string, more: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = more;
    const asked = send({ port: house.port, host: '127.0.0.1', path, method, agent: false, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const post = (host: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  ask(host, path, { method: 'POST', headers: { ...INTENT, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const json = ({ body }: Answer) => JSON.parse(body) as Record<string, unknown>;

const asAdmin = async () => ({ cookie: `${SESSION}=${await signedOn(house.stores, '/', 'amadmin')}` });
const asDemo = async () => ({ cookie: `${SESSION}=${await signedOn(house.stores, '/alpha', 'demo')}` });

describe('the families of addresses', () => {
  /** Where each is, said once more and otherwise: by the beginning of the endpoint's path. The first that fits counts. */
  const WHERE: readonly (readonly [begins: string, where: 'people' | 'administration' | 'both' | 'realm'])[] = [
    ...['/healthz', '/readyz', '/metrics', '/am/console', '/am/UI', '/am/XUI', '/account', '/assets/login'].map(
      (at) => [at, 'both'] as const,
    ),
    ['/api/v2/', 'people'],
    ...['/api/', '/admin', '/assets/editor', '/previews', '/openidm', '/environment'].map((at) => [at, 'administration'] as const),
    ...['realm-config', 'global-config', 'scripts', 'libraries'].map((at) => [`/am/json/${at}`, 'administration'] as const),
    ...['/authenticator/inbox', '/authenticator/*', '/am/json/push'].map((at) => [at, 'people'] as const),
    ['/authenticator', 'both'],
    ...['/forward-auth/:realm/check', '/forward-auth/:realm/lead', '/forward-auth/:realm/enter'].map((at) => [at, 'people'] as const),
    ...['/forward-auth/', '/sign-on/', '/return/', '/consent/', '/am/oauth2/', '/am/json/'].map((at) => [at, 'realm'] as const),
    ['/', 'both'],
  ];
  /** Hosted pages, whose files are not there when these tests run. */
  const isPage = (path: string) => /^\/(admin|account|assets|sign-on|return|consent|authenticator)/.test(path);

  /** What there is below resources that are nothing by themselves. */
  const BELOW: Readonly<Record<string, string>> = {
    ...{ '/am/json/serverinfo': '/*', '/am/json/push': '/sns/message?_action=authenticate' },
    ...{ '/am/oauth2/.well-known': '/openid-configuration', '/am/oauth2/token': '/revoke', '/am/oauth2/connect': '/jwk_uri' },
  };
  const inRealm = (endpoint: Endpoint, realm: string) => {
    const address = `${addressOf(endpoint, realm)}${BELOW[endpoint.path] ?? ''}`;
    return realm === 'root' ? address : address.replace(/^\/am\/(json|oauth2)\//, `/am/$1/realms/root/realms/${realm}/`);
  };
  const whereIs = ({ path }: Endpoint, realm: string): string => {
    const [, where = 'none'] = WHERE.find(([begins]) => path.startsWith(begins)) ?? [];
    if (path === '/am/json/serverinfo' && realm === 'root') return 'both';
    if (where !== 'realm') return where;
    return realm === 'root' ? 'administration' : 'people';
  };
  /** What an answer says, without what is another each time. */
  const said = ({ status, body, headers: { date: _, 'x-forgerock-transactionid': __, ...headers } }: Answer) => ({ status, body, headers });
  const unknownLike = (path: string) =>
    /^\/(am\/json|am\/oauth2)\//.exec(path)?.[0].concat('no-such') ??
    (path.startsWith('/forward-auth/') ? '/forward-auth/no-such/sign-on' : '/no-such');

  const hosts = { people: PEOPLE, administration: ADMIN } as const;

  it.each(['root', 'alpha'])(
    'of the realm %s are each at their host, and at the other one as if they were not there, whoever asks',
    async (realm) => {
      const wrong: string[] = [];
      const cookies = await Promise.all([asAdmin(), asDemo()]);
      let compared = 0;
      const nothings = new Map<string, Promise<string>>();
      for (const endpoint of house.endpoints) {
        const where = whereIs(endpoint, realm);
        const path = inRealm(endpoint, realm);
        const methods = endpoint.method === '*' ? ['GET', 'POST'] : [endpoint.method];
        for (const name of ['people', 'administration'] as const) {
          const isHere = where === 'both' || where === name;
          const isLikeNothing = async (method: string, headers: Record<string, string> = {}) => {
            const at = async (address: string) => JSON.stringify(said(await ask(hosts[name], address, { method, headers })));
            const nothing = unknownLike(path);
            const key = [name, method, nothing, headers['cookie']].join(' ');
            nothings.set(key, nothings.get(key) ?? at(nothing));
            const [answer, unknown] = await Promise.all([at(path), nothings.get(key)]);
            compared += 1;
            return answer === unknown && (method === 'OPTIONS' || answer.startsWith('{"status":404'));
          };
          if (!isHere) {
            for (const method of [...methods, 'OPTIONS'])
              if (!(await isLikeNothing(method, { ...INTENT, ...cookies[compared % 2] })))
                wrong.push(`${method} ${path} is at the host of ${name}`);
          } else if (!isPage(endpoint.path) && endpoint.path !== '/am/oauth2/client') {
            const like = await Promise.all(methods.map((method) => isLikeNothing(method)));
            if (like.every(Boolean)) wrong.push(`${path} is not at the host of ${name}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(400);
      expect(house.endpoints.some(({ path }) => path === '/previews/:ticket')).toBe(true);
    },
  );

  it.each([
    ['/API/me', 'the API in capitals'],
    ['//api/me', 'the API behind two slashes'],
    ['/%61pi/me', 'the API escaped'],
    ['/x/../api/me', 'the API by a step up'],
    [`https://${ADMIN}/api/me`, 'the API by its whole address'],
    ['/Admin', 'the console in capitals'],
    ['/openidm//info/ping', 'IDM with two slashes'],
    [`${ALPHA}/authenticate?realm=/`, 'the root realm in the query'],
    [`${ALPHA}/authenticate?realm=root`, 'the root realm by its name'],
    ['/am/json/realms/%2Froot%2F/authenticate', 'the root realm escaped'],
    ['/am/json/root/authenticate', 'the root realm in the old form'],
    ['/am/json/authenticate/', 'no realm'],
    ['/am/oauth2/realms/root/realms/alpha/authorize?realm=%2F', 'the authorization server of the root realm in the query'],
    ['/sign-on/%2F', 'the page of the root realm escaped'],
  ])('are not got round by %s: %s', async (path) => {
    const headers = { ...INTENT, ...(await asAdmin()) };
    for (const method of ['GET', 'POST'])
      expect([path, method, (await ask(PEOPLE, path, { method, headers })).status]).toEqual([path, method, 404]);
  });

  it('are told apart by the host alone, in any spelling, and whatever host is not that of administration is the people’s', async () => {
    const admin = await asAdmin();
    for (const host of [ADMIN, 'ADMIN.example', `${ADMIN}:443`]) expect((await ask(host, '/api/me', { headers: admin })).status).toBe(200);
    const headers = {
      ...admin,
      'x-forwarded-host': ADMIN,
      'x-forwarded-proto': 'https',
      forwarded: `host=${ADMIN}`,
      origin: `https://${ADMIN}`,
    };
    for (const host of [PEOPLE, '127.0.0.1', `${ADMIN}:8443`, `${ADMIN}.`, `x.${ADMIN}`, 'waygate:8080'])
      expect([host, (await ask(host, '/api/me', { headers })).status]).toEqual([host, 404]);
    expect((await ask('waygate:8080', `${ALPHA}/serverinfo/*`)).status).toBe(200);
  });

  it('lead from the root of each host to what is there, and links of administrators to the web authenticator where phones are', async () => {
    const leads = async (host: string, path: string) => (await ask(host, path)).headers.location;
    expect([await leads(PEOPLE, '/'), await leads(ADMIN, '/')]).toEqual(['/account', '/admin']);
    expect(await leads(ADMIN, '/authenticator')).toBe(`https://${PEOPLE}/authenticator/`);
    expect(await leads(ADMIN, '/authenticator/')).toBe(`https://${PEOPLE}/authenticator/`);
    expect(await leads(PEOPLE, '/authenticator')).toBe('/authenticator/');
  });
});

describe('sessions', () => {
  const DEVICES = `${ALPHA}/users/demo/devices/2fa/push?_queryFilter=true`;

  it('count at the host where they were made alone, however their token comes', async () => {
    const [admin, demo] = await Promise.all([signedOn(house.stores, '/', 'amadmin'), signedOn(house.stores, '/alpha', 'demo')]);
    for (const by of [(token: string) => ({ cookie: `${SESSION}=${token}` }), (token: string) => ({ [SESSION]: token })]) {
      const status = async (host: string, token: string) => (await ask(host, DEVICES, { headers: by(token) })).status;
      // Administrators manage devices of people, at their host.
      expect([await status(ADMIN, admin), await status(PEOPLE, admin)]).toEqual([200, 401]);
      expect([await status(PEOPLE, demo), await status(ADMIN, demo)]).toEqual([200, 401]);
    }
    const validate = async (tokenId: string) => json(await post(PEOPLE, `${ALPHA}/sessions?_action=validate`, { tokenId }))['valid'];
    expect([await validate(demo), await validate(admin)]).toEqual([true, false]);
    const own = async (token: string) =>
      json(await post(ADMIN, '/am/json/realms/root/sessions?_action=validate', { tokenId: token }))['valid'];
    expect([await own(admin), await own(demo)]).toEqual([true, false]);
  });

  it('of administrators begin at their host, with a cookie that is bound to it, and the console is told both addresses', async () => {
    const root = '/am/json/realms/root/authenticate';
    let answer = await post(ADMIN, root);
    for (let steps = 0; steps < 3 && json(answer)['authId'] !== undefined; steps += 1) {
      const step = json(answer) as { callbacks: { type: string; input?: { name: string; value: unknown }[] }[] };
      for (const { type, input } of step.callbacks) {
        const [first] = input ?? [];
        if (first !== undefined && type === 'NameCallback') first.value = 'amadmin';
        if (first !== undefined && type === 'PasswordCallback') first.value = 'a-long-password';
      }
      answer = await post(ADMIN, root, step);
    }
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-iPlanetDirectoryPro=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    const me = await ask(ADMIN, '/api/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(json(me)).toMatchObject({ username: 'amadmin', publicUrl: `https://${PEOPLE}`, adminUrl: `https://${ADMIN}` });
  });
});

describe('pages of other origins', () => {
  const ROOT = '/am/json/realms/root/authenticate';

  it('of the people’s host change nothing at that of administration, nor the other way round', async () => {
    const from = async (host: string, path: string, origin: string) =>
      (await post(host, path, {}, { origin, 'sec-fetch-site': 'same-site' })).status;
    expect([await from(ADMIN, ROOT, `https://${ADMIN}`), await from(ADMIN, ROOT, `https://${PEOPLE}`)]).toEqual([200, 403]);
    expect([
      await from(PEOPLE, `${ALPHA}/authenticate`, `https://${PEOPLE}`),
      await from(PEOPLE, `${ALPHA}/authenticate`, `https://${ADMIN}`),
    ]).toEqual([200, 403]);
    const headers = await asAdmin();
    const preview = (origin: string) =>
      post(ADMIN, '/api/catalogue/outcomes', { nodes: [] }, { ...headers, origin, 'sec-fetch-site': 'same-site' });
    expect([(await preview(`https://${ADMIN}`)).status, (await preview(`https://${PEOPLE}`)).status]).toEqual([200, 403]);
  });

  it('that are listed may call the people’s host and not that of administration', async () => {
    const allowed = async (host: string, path: string, method: string) =>
      (await ask(host, path, { method, headers: { origin: APP, 'access-control-request-method': 'POST' } })).headers[
        'access-control-allow-origin'
      ];
    for (const method of ['OPTIONS', 'GET']) {
      expect(await allowed(PEOPLE, `${ALPHA}/serverinfo/*`, method)).toBe(APP);
      for (const path of ['/am/json/serverinfo/*', '/am/json/realm-config/x', '/openidm/x', '/am/oauth2/authorize'])
        expect(await allowed(ADMIN, path, method)).toBeUndefined();
    }
    expect((await post(ADMIN, ROOT, {}, { origin: APP, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('are led on to within the host where somebody signs on', async () => {
    const goto = async (host: string, path: string, headers: Record<string, string>, to: string) =>
      json(await post(host, `${path}?goto=${encodeURIComponent(to)}`, {}, headers))['successUrl'];
    const [admin, demo] = await Promise.all([asAdmin(), asDemo()]);
    expect(await goto(ADMIN, ROOT, admin, `https://${ADMIN}/admin`)).toBe(`https://${ADMIN}/admin`);
    expect(await goto(ADMIN, ROOT, admin, `https://${PEOPLE}/x`)).not.toContain(PEOPLE);
    expect(await goto(PEOPLE, `${ALPHA}/authenticate`, demo, `https://${PEOPLE}/x`)).toBe(`https://${PEOPLE}/x`);
    expect(await goto(PEOPLE, `${ALPHA}/authenticate`, demo, `https://${ADMIN}/admin`)).not.toContain(ADMIN);
  });
});

describe('what the server says of itself', () => {
  it('in the root realm names the host of administration: issuers, and the clients of administrators’ programs, whose tokens are good there alone', async () => {
    const discovery = '.well-known/openid-configuration';
    expect(json(await ask(ADMIN, `/am/oauth2/${discovery}`))).toMatchObject({
      issuer: `https://${ADMIN}/am/oauth2/realms/root`,
      authorization_endpoint: `https://${ADMIN}/am/oauth2/realms/root/authorize`,
    });
    expect(json(await ask(PEOPLE, `/am/oauth2/realms/root/realms/alpha/${discovery}`))['issuer']).toBe(
      `https://${PEOPLE}/am/oauth2/realms/root/realms/alpha`,
    );
    const headers = { ...(await asAdmin()), 'content-type': 'application/x-www-form-urlencoded', ...INTENT };
    const token = headers.cookie.split('=')[1] ?? '';
    const authorize = (back: string) => {
      const form = new URLSearchParams({
        ...{
          response_type: 'code',
          client_id: 'idmAdminClient',
          scope: 'fr:idm:* fr:am:*',
          redirect_uri: `${back}/platform/appAuthHelperRedirect.html`,
        },
        ...{
          decision: 'allow',
          csrf: token,
          code_challenge_method: 'S256',
          code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
        },
      });
      return ask(ADMIN, '/am/oauth2/authorize', { method: 'POST', headers, body: String(form) });
    };
    expect((await authorize(`https://${PEOPLE}`)).headers.location ?? '').not.toContain('code=');
    const led = await authorize(`https://${ADMIN}`);
    const location = new URL(led.headers.location ?? '');
    expect(`${location.origin}${location.pathname}`).toBe(`https://${ADMIN}/platform/appAuthHelperRedirect.html`);
    const form = new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: 'idmAdminClient', code: location.searchParams.get('code') ?? '' },
      ...{ redirect_uri: location.href.split('?')[0] ?? '', code_verifier: VERIFIER },
    });
    const given = await ask(ADMIN, '/am/oauth2/access_token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(form),
    });
    const bearer = { authorization: `Bearer ${json(given)['access_token']}` };
    const devices = `${ALPHA}/users/demo/devices/2fa/push?_queryFilter=true`;
    expect([(await ask(ADMIN, devices, { headers: bearer })).status, (await ask(PEOPLE, devices, { headers: bearer })).status]).toEqual([
      200, 401,
    ]);
    expect((await ask(ADMIN, '/am/json/global-config/realms?_queryFilter=true', { headers: bearer })).status).toBe(200);
  });
});

describe('applications of the root realm', () => {
  it('send browsers that a proxy asks for to the host of administration, and those of other realms to the people’s', async () => {
    for (const [realm, host] of [
      ['root', ADMIN],
      ['alpha', PEOPLE],
    ] as const) {
      const path = realm === 'root' ? '/' : '/alpha';
      if (realm === 'root') {
        const [idp] = await house.stores.realmObjects.list('/alpha', 'offlineIdp');
        if (idp === undefined) throw new Error('The demo has no provider.');
        await house.stores.realmObjects.put('/', [{ kind: 'offlineIdp', ...idp }]);
      }
      const [idp] = await house.stores.realmObjects.list(path, 'offlineIdp');
      const publicDomain = `https://${realm}.intranet.example`;
      await applicationDesk(house.workspace).create(path, applicationRequest.parse({ name: realm, idpId: idp?.id ?? '', publicDomain }));
      const asked = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'x-forwarded-proto': 'https', 'x-forwarded-uri': '/' };
      const headers = { ...asked, 'x-forwarded-host': new URL(publicDomain).host };
      const { headers: led } = await ask('waygate:8080', `/forward-auth/${realm}/lead`, { headers });
      expect(led.location).toMatch(new RegExp(`^https://${host}/forward-auth/${realm}/sign-on\\?ticket=`));
    }
  });
});

describe('journeys', () => {
  const passkeys = shippedJourneys().find(({ name }) => name === 'Login with Passkey');
  if (passkeys === undefined) throw new Error('There is no such journey.');

  const previewed = async (realm: string, headers: Record<string, string>) => {
    const document = passkeys;
    const made = await post(ADMIN, `/api/realms/${realm}/journeys/${encodeURIComponent(document.name)}/preview`, { document }, headers);
    expect(made.status, made.body).toBe(200);
    return json(made) as { ticket: string; url: string };
  };
  const begin = (host: string, realm: string, preview: string, headers = {}) =>
    post(host, `${realm}/authenticate?${new URLSearchParams({ preview })}`, {}, headers);

  it('are tried out of the console at the people’s host, once, by the administrator alone, who is signed on at theirs', async () => {
    const admin = await asAdmin();
    const { ticket, url } = await previewed('alpha', admin);
    expect(url).toBe(`/previews/${ticket}`);
    // Who is not signed on as the administrator is led nowhere else, by the ticket itself nothing runs, and at the people’s host the address is nothing.
    for (const headers of [{}, await asDemo()])
      expect((await ask(ADMIN, url, { headers })).headers.location).toBe(`/sign-on/root?preview=${ticket}`);
    expect((await ask(PEOPLE, url, { headers: admin })).status).toBe(404);
    expect((await begin(PEOPLE, ALPHA, ticket)).status).toBe(401);
    const led = await ask(ADMIN, url, { headers: admin });
    const to = new URL(led.headers.location ?? '');
    expect([led.status, led.headers['cache-control'], to.origin, to.pathname]).toEqual([
      303,
      'no-store',
      `https://${PEOPLE}`,
      '/sign-on/alpha/Login%20with%20Passkey',
    ]);
    const handedOff = to.searchParams.get('preview') ?? '';
    expect((await begin(PEOPLE, '/am/json/realms/root/realms/beta', handedOff)).status).not.toBe(200);
    expect((await begin(PEOPLE, ALPHA, `${handedOff.slice(0, -2)}AA`)).status).toBe(401);
    const tried = await begin(PEOPLE, ALPHA, handedOff);
    expect([tried.status, json(tried)['authId'] !== undefined], tried.body).toEqual([200, true]);
    expect((await begin(PEOPLE, ALPHA, handedOff)).status).toBe(401);
    await vi.waitFor(async () => {
      const trace = await ask(ADMIN, `/api/previews/${ticket}/trace`, { headers: admin });
      expect([trace.status, trace.body]).toEqual([200, expect.stringContaining('"preview":true')]);
    });
  });

  it('make passkeys for the host where the people of their realm sign on', async () => {
    const admin = await asAdmin();
    const asked = async (host: string, realm: string, preview: string, headers = {}) => {
      const { body } = await begin(host, realm, preview, headers);
      return /_relyingPartyId\\":\\"([^"\\]*)/.exec(body)?.[1] ?? body;
    };
    const own = await previewed('root', admin);
    expect(own.url).toBe(`/sign-on/root/Login%20with%20Passkey?preview=${own.ticket}`);
    expect(await asked(ADMIN, '/am/json/realms/root', own.ticket, admin)).toBe(ADMIN);
    const { url } = await previewed('alpha', admin);
    const to = new URL((await ask(ADMIN, url, { headers: admin })).headers.location ?? '');
    expect(await asked(PEOPLE, ALPHA, to.searchParams.get('preview') ?? '')).toBe(PEOPLE);
  });

  it('send mails whose links lead to the host where the people of their realm sign on', async () => {
    const { stores, config } = house;
    const document = shippedJourneys().find(({ name }) => name === 'ResetPassword');
    if (document === undefined) throw new Error('There is no such journey.');
    for (const [realm, path, host] of [
      ['/', '/am/json/realms/root', ADMIN],
      ['/alpha', ALPHA, PEOPLE],
    ] as const) {
      await stores.journeys.publish(realm, [document], {
        at: Date.now(),
        author: 'test',
        note: '',
        base: new Map([[document.name, null]]),
      });
      const mail = `mia@${host}`;
      await stores.identities.create({
        id: `id-mia-${host}`,
        realm,
        username: 'mia',
        active: true,
        attributes: { mail: [mail] },
        passwordHash: 'plain:x',
        createdAt: Date.now(),
      });
      const begun = await post(host, `${path}/authenticate?authIndexType=service&authIndexValue=ResetPassword`);
      expect(begun.status, begun.body).toBe(200);
      const step = json(begun) as { callbacks: { input?: { value: unknown }[] }[] };
      const [first] = step.callbacks[0]?.input ?? [];
      if (first !== undefined) first.value = mail;
      expect((await post(host, `${path}/authenticate`, step)).status).toBe(200);
      const link = await vi.waitFor(() => {
        const kept = readdirSync(config.mail.outbox).map((name) => readFileSync(join(config.mail.outbox, name), 'utf8'));
        const text =
          kept
            .find((one) => one.includes(mail))
            ?.replaceAll(/=\r?\n/g, '')
            .replaceAll('=3D', '=') ?? '';
        const found = /https:\/\/[^\s"<>]*suspendedId/.exec(text)?.[0];
        if (found === undefined) throw new Error('There is no mail yet.');
        return new URL(found);
      });
      expect([link.origin, link.pathname]).toEqual([`https://${host}`, `/sign-on/${realm === '/' ? 'root' : 'alpha'}/ResetPassword`]);
    }
  });
});
