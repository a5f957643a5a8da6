import { FAILURE_ID, type JourneyNode, type JsonObject, journeyDocument, oauthClient, SUCCESS_ID, type WireStep } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { Browser, codeFor, type Served, serve, session } from './fixture.ts';

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});
/** Signs on elsewhere or here on one page; whoever is new gets an account. */
const SOCIAL = journeyDocument.parse({
  name: 'Social',
  entryNodeId: 'page',
  nodes: {
    page: node(
      'PageNode',
      {
        nodes: [
          { _id: 'name', nodeType: 'ValidatedUsernameNode' },
          { _id: 'password', nodeType: 'ValidatedPasswordNode' },
          { _id: 'select', nodeType: 'SelectIdPNode' },
        ],
      },
      { socialAuthentication: 'elsewhere', localAuthentication: 'store' },
    ),
    store: node('IdentityStoreDecisionNode', {}, { TRUE: SUCCESS_ID, FALSE: FAILURE_ID, LOCKED: FAILURE_ID }),
    elsewhere: node(
      'SocialProviderHandlerNodeV2',
      { script: '58c824ae-84ed-4724-82cd-db128fc3f6c' },
      { ACCOUNT_EXISTS: SUCCESS_ID, NO_ACCOUNT: 'create', SOCIAL_AUTH_INTERRUPTED: 'page' },
    ),
    create: node('CreateObjectNode', {}, { CREATED: SUCCESS_ID, FAILURE: FAILURE_ID }),
  },
  innerNodes: {
    name: { type: 'ValidatedUsernameNode', displayName: 'Name', config: {} },
    password: { type: 'ValidatedPasswordNode', displayName: 'Password', config: {} },
    select: { type: 'SelectIdPNode', displayName: 'Select', config: {} },
  },
});

/** A realm alpha whose people can sign on with realm beta, which is a provider of its own with its people and its address. */
async function twoRealms(more: JsonObject = {}) {
  const served = await serve({ providerHosts: ['localhost'] });
  const issuer = `${served.url}/am/oauth2/realms/root/realms/beta`;
  await served.stores.journeys.publish('/alpha', [SOCIAL], { at: Date.now(), author: 'test', note: '' });
  const redirectionUris = [`${served.url}/return/alpha/beta`];
  const settings = oauthClient.parse({
    redirectionUris,
    scopes: ['openid', 'profile', 'email'],
    isConsentImplied: true,
    tokenEndpointAuthMethod: 'client_secret_post',
  });
  const { secret = '' } = await served.clients.create('/beta', 'alpha', { settings });
  const value: JsonObject = {
    _id: 'beta',
    _type: { _id: 'oidcConfig' },
    clientId: 'alpha',
    clientSecret: secret,
    wellKnownEndpoint: `${issuer}/.well-known/openid-configuration`,
    scopes: ['openid', 'profile', 'email'],
    uiConfig: { buttonDisplayName: 'Beta' },
    ...more,
  };
  await served.stores.realmObjects.put('/alpha', [{ kind: 'socialProvider', id: 'beta', value }]);
  return { served, issuer };
}

type Ended = WireStep & { tokenId?: string; code?: number; message?: string };

/** One browser that signs on to realm alpha. */
function person(served: Served) {
  const browser = new Browser(served);
  const at = '/am/json/realms/root/realms/alpha/authenticate';
  const post = async (query: string, step?: WireStep) => {
    const headers = { 'content-type': 'application/json', 'accept-api-version': 'resource=2.1' };
    const body = step === undefined ? {} : { body: JSON.stringify(step) };
    const response = await browser.go(`${at}${query}`, { method: 'POST', headers, ...body });
    return { status: response.status, cookies: response.headers.getSetCookie(), body: (await response.json()) as Ended };
  };
  const begin = async () => (await post('?authIndexType=service&authIndexValue=Social')).body;
  const choose = (step: WireStep, provider: string, typed = '') =>
    post('', {
      ...step,
      callbacks: step.callbacks.map((callback) => ({
        ...callback,
        ...(callback.input === undefined
          ? {}
          : {
              input: callback.input.map((input, at) =>
                at > 0 ? input : { ...input, value: callback.type === 'SelectIdPCallback' ? provider : typed },
              ),
            }),
      })),
    });
  /** Where a step leads. */
  const leadsTo = (step: WireStep) => new URL(String(step.callbacks[0]?.output.find(({ name }) => name === 'redirectUrl')?.value));
  return {
    browser,
    post,
    begin,
    choose,
    /** To the provider and back. @returns the step that was left, and what the browser came back with */
    async away(username = 'demo') {
      const { body: left } = await choose(await begin(), 'beta');
      const back = await codeFor(browser, leadsTo(left), username);
      return { left, back };
    },
    leadsTo,
  };
}

describe('somebody signs on with another server', () => {
  it('is given an account the first time, and is found by it the second', async () => {
    // Realm beta does not say which addresses it has checked; whoever chose this script believes it nevertheless.
    const { served, issuer } = await twoRealms({ transform: '58d29080-4563-480b-89bb-1e7719776a21' });
    await served.stores.identities.update('/beta', (await served.stores.identities.findByName('/beta', 'eve'))?.id ?? '', (record) => ({
      ...record,
      username: 'nora',
      attributes: { ...record.attributes, givenName: ['Nora'], sn: ['Novak'], cn: ['Nora Novak'], mail: ['nora@example.com'] },
    }));
    const ids = new Set<string | undefined>();
    for (const turn of ['first', 'second']) {
      const { away, post } = person(served);
      const { left, back } = await away('nora');
      expect(`${back.origin}${back.pathname}`, turn).toBe(`${served.url}/return/alpha/beta`);
      const { status, body } = await post(`${back.search}&from=beta`, left);
      expect([status, body]).toMatchObject([200, { tokenId: expect.any(String), realm: '/alpha' }]);
      const nora = await served.stores.identities.findByName('/alpha', 'nora@example.com');
      expect(nora?.attributes).toMatchObject({
        mail: ['nora@example.com'],
        givenName: ['Nora'],
        sn: ['Novak'],
        aliasList: ['beta-(usr!nora)'],
      });
      ids.add(nora?.id);
    }
    expect(ids.size).toBe(1);
    const sessions = await served.stores.signOnSessions.listByUser('/alpha', [...ids][0] ?? '', Date.now());
    const proofs = sessions.flatMap(({ evidence }) => evidence.map(({ factor, issuer: by, nodeType }) => [factor, by, nodeType]));
    expect(proofs.sort()).toEqual([
      ['federated:oidc', issuer, 'CreateObjectNode'],
      ['federated:oidc', issuer, 'SocialProviderHandlerNodeV2'],
    ]);
    expect((await served.stores.identities.list('/alpha')).length).toBe(3);
  });

  it('is nobody’s twin: the same name and address here make no account theirs', async () => {
    const { served } = await twoRealms();
    const { away, post } = person(served);
    const { left, back } = await away('demo');
    const { status } = await post(back.search, left);
    // The name is taken, so no account is made; above all it is not the one of demo here.
    expect(status).toBe(401);
    expect(JSON.stringify(await served.stores.identities.list('/alpha'))).not.toContain('beta-');
  });

  it('or with an account here, on the same page', async () => {
    const { served } = await twoRealms();
    const { begin, choose } = person(served);
    const page = await begin();
    expect(page.callbacks.map(({ type }) => type)).toEqual(['NameCallback', 'PasswordCallback', 'SelectIdPCallback']);
    const providers = page.callbacks[2]?.output.find(({ name }) => name === 'providers')?.value;
    expect(providers).toEqual([{ provider: 'beta', uiConfig: { buttonDisplayName: 'Beta' } }, { provider: 'localAuthentication' }]);
    expect((await choose(page, 'elsewhere')).status).toBe(400);
    const wrong = await choose(page, 'localAuthentication', 'demo');
    expect(wrong.status, 'the name is the password too, which is wrong').toBe(401);
  });

  it('is tracked by a cookie that pages can read, and goes on another way when they give up', async () => {
    const { served, issuer } = await twoRealms();
    const { begin, choose, post } = person(served);
    const left = await choose(await begin(), 'beta');
    expect(left.cookies.find((cookie) => cookie.startsWith('reentry='))).toMatch(/^reentry=[\w-]{22}; Path=\/; Max-Age=\d+; SameSite=Lax$/);
    const state = new URL(String(left.body.callbacks[0]?.output[0]?.value)).searchParams.get('state');
    const cancelled = await post(`?${new URLSearchParams({ error: 'access_denied', state: state ?? '', iss: issuer })}`, left.body);
    expect(cancelled.body.callbacks.map(({ type }) => type)).toContain('SelectIdPCallback');
    expect(cancelled.cookies.some((cookie) => cookie.startsWith('reentry='))).toBe(false);
    const again = await choose(cancelled.body, 'beta');
    const back = await post('', again.body);
    expect(back.body.callbacks.map(({ type }) => type)).toContain('SelectIdPCallback');
  });
});

describe('what does not fit lets nobody in', () => {
  it('an answer to another sign-on, one without a state, one of another server, and one that came twice', async () => {
    const { served } = await twoRealms();
    const [mine, theirs] = [person(served), person(served)];
    const attack = await theirs.away('eve');
    const changes: ((query: URLSearchParams) => void)[] = [
      (query) => query.set('state', attack.back.searchParams.get('state') ?? ''),
      (query) => query.delete('state'),
      (query) => query.set('iss', 'https://evil.example'),
      (query) => query.delete('iss'),
      (query) => query.set('from', 'other'),
      (query) => query.append('code', query.get('code') ?? ''),
      (query) => query.set('code', attack.back.searchParams.get('code') ?? ''),
    ];
    for (const change of changes) {
      const { left, back } = await mine.away('eve');
      const query = new URLSearchParams(back.search);
      change(query);
      const { status, body } = await mine.post(`?${query}`, left);
      expect([status, body.message, body.tokenId]).toEqual([
        401,
        'The sign-in with the other provider could not be confirmed. Start again.',
        undefined,
      ]);
    }
    const { left, back } = await mine.away('eve');
    await mine.post(back.search, left);
    const replayed = await mine.post(back.search, left);
    expect([replayed.status, replayed.body.tokenId]).toEqual([401, undefined]);
    const other = await mine.away('eve');
    const reused = await mine.post(
      `?${new URLSearchParams({ ...Object.fromEntries(other.back.searchParams), code: back.searchParams.get('code') ?? '' })}`,
      other.left,
    );
    expect([reused.status, reused.body.tokenId]).toEqual([401, undefined]);
  });

  it('a provider that is down is an outage, and the step can be sent again', async () => {
    const { served } = await twoRealms({ wellKnownEndpoint: 'http://localhost:1/.well-known/openid-configuration' });
    const { begin, choose } = person(served);
    const page = await begin();
    expect((await choose(page, 'beta')).status).toBe(503);
    expect((await choose(page, 'beta')).status).toBe(503);
    expect((await choose(page, 'localAuthentication', 'demo')).status).toBe(401);
  });
});

describe('a provider that posts its answer', () => {
  it('has the browser led on to the page that goes on, with nothing but the answer', async () => {
    const { served } = await twoRealms({ responseMode: 'FORM_POST' });
    const at = `${served.url}/am/oauth2/realms/root/realms/alpha/client/form_post`;
    const send = (provider: string, form: Record<string, string> | string) =>
      served.call(`${at}/${provider}`, { method: 'POST', body: new URLSearchParams(form) });
    const led = await send('beta', { code: 'c', state: 's', user: '{"name":"x"}' });
    expect([led.status, led.headers.get('location')]).toEqual([303, `${served.url}/return/alpha/beta?code=c&state=s`]);
    expect((await send('other', { code: 'c' })).status).toBe(404);
    expect((await send('beta', 'code=a&code=b')).status).toBe(400);
    expect((await served.call(`${at}/beta`)).status).toBe(405);
    const { begin, choose, leadsTo } = person(served);
    const away = leadsTo((await choose(await begin(), 'beta')).body);
    expect([away.searchParams.get('response_mode'), away.searchParams.get('redirect_uri')]).toEqual(['form_post', `${at}/beta`]);
  });
});

describe('providers over the administration API', () => {
  it('are made, listed without their secret, changed and removed, and say what keeps them from being used', async () => {
    const served = await serve({ providerHosts: ['localhost'] });
    await served.addPerson('/', 'amadmin');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served, { realm: '/', username: 'amadmin' }));
    const send = async (method: string, path: string, body?: object) => {
      const response = await browser.go(`/api/realms/alpha/providers${path}`, {
        method,
        headers: { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, body: (text === '' ? {} : JSON.parse(text)) as JsonObject };
    };
    const settings = { clientId: 'waygate', wellKnownEndpoint: 'https://id.example/.well-known/openid-configuration' };
    const secret = 'a-secret-of-the-provider';
    expect((await send('POST', '/partner', { settings })).body, 'a secret is missing').toMatchObject({ code: 'provider.secret' });
    const made = await send('POST', '/partner', { settings, secret });
    expect([made.status, made.body]).toMatchObject([
      200,
      { id: 'partner', type: 'oidcConfig', enabled: true, hasSecret: true, problems: [] },
    ]);
    expect((await send('POST', '/partner', { settings, secret })).status).toBe(409);
    expect((await send('POST', '/a b', { settings, secret })).status).toBe(400);
    await served.stores.realmObjects.put('/alpha', [
      { kind: 'socialProvider', id: 'facebook', value: { _id: 'facebook', _type: { _id: 'facebookConfig' }, clientSecret: secret } },
    ]);
    const listed = await send('GET', '');
    expect(listed.body['providers']).toMatchObject([
      { id: 'facebook', problems: [expect.stringContaining('facebookConfig')] },
      { id: 'partner', problems: [] },
    ]);
    const view = await send('GET', '/partner');
    expect((await send('PUT', '/partner', { settings: { ...(view.body['settings'] as JsonObject), enabled: false } })).body).toMatchObject({
      enabled: false,
      hasSecret: true,
    });
    expect((await served.stores.realmObjects.get('/alpha', 'socialProvider', 'partner'))?.['clientSecret']).toBe(secret);
    for (const elsewhere of [{ clientId: 'x' }, { tokenEndpoint: 'https://evil.example' }, { wellKnownEndpoint: 'https://evil.example' }]) {
      const { status, body } = await send('PUT', '/partner', { settings: { ...settings, ...elsewhere } });
      expect([status, body]).toMatchObject([400, { code: 'provider.secret' }]);
    }
    const wrong: JsonObject[] = [
      { clientId: 'x' },
      { ...settings, wellKnownEndpoint: 'http://id.example/' },
      { ...settings, wellKnownEndpoint: 'https://user@id.example/' },
      { ...settings, scopes: ['profile'] },
      { ...settings, redirectURI: 'https://app.example/?x=1' },
      { ...settings, unknown: true },
    ];
    for (const one of wrong) expect((await send('PUT', '/partner', { settings: one })).status).toBe(400);
    for (const { text } of [made, listed, view]) expect(text).not.toContain(secret);
    expect(JSON.stringify(served.logged)).not.toContain(secret);
    expect((await send('DELETE', '/partner')).status).toBe(204);
    expect((await send('DELETE', '/partner')).status).toBe(404);
  });
});

it('tells the author which of the providers that a journey names the realm does not have', async () => {
  const { served } = await twoRealms();
  await served.addPerson('/', 'amadmin');
  const browser = new Browser(served);
  browser.setCookie('iPlanetDirectoryPro', await session(served, { realm: '/', username: 'amadmin' }));
  const select = { type: 'SelectIdPNode', displayName: 'Select', config: { filteredProviders: ['beta', 'gone'] } };
  const document = journeyDocument.parse({ ...SOCIAL, innerNodes: { ...SOCIAL.innerNodes, select } });
  const response = await browser.go('/api/realms/alpha/journeys/Social/check', {
    method: 'POST',
    headers: { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' },
    body: JSON.stringify({ document }),
  });
  const { problems } = (await response.json()) as { problems: { code: string; message: string }[] };
  expect(problems.filter(({ code }) => code === 'journey.provider_missing').map(({ message }) => message)).toEqual([
    '"Select" names the provider gone, which the realm does not have. It is not offered.',
  ]);
});
