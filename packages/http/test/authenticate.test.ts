import { createSecretKey } from 'node:crypto';
import { request } from 'node:http';
import type { Step } from '@waygate/engine';
import { WaygateError, wireStep } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import type { ApplicationFace } from '../src/applications/application-face.ts';
import { ticketPath } from '../src/applications/ticket-path.ts';
import { writeAuthId } from '../src/codecs/auth-id.ts';
import { AUTH_ID_KEY, NOW, nameStep, raw, type StubEngine, serve, signOn } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/authenticate';
const handle = { sessionId: 's-1', key: 'k'.repeat(43), journey: 'Login', realm: '/alpha', expiresAt: NOW + 300_000 };
const authId = writeAuthId(handle, AUTH_ID_KEY, NOW);
const success = { kind: 'success', realm: '/alpha', successUrl: '/account', tokenId: 'a-token' } as const;
const failure = { kind: 'failure', realm: '/alpha', sessionId: 's', failureUrl: '' } as const;

describe('addresses', () => {
  test.each([
    ['/am/json/authenticate', '/'],
    ['/am/json/realms/root/authenticate', '/'],
    ['/am/json/realms/root/realms/alpha/authenticate', '/alpha'],
    ['/am/json/realms/root/realms/alpha/authenticate/', '/alpha'],
    ['/am/json/realms/root/realms/alpha/realms/sub/authenticate', '/alpha/sub'],
    ['/am/json/realms/alpha/authenticate', '/alpha'],
    ['/am/json/realms/alpha%2Frealms%2Fsub/authenticate', '/alpha/sub'],
    ['/am/json/alpha/authenticate', '/alpha'],
    ['/am/json/authenticate?realm=/alpha', '/alpha'],
    ['/am/json/authenticate?realm=alpha', '/alpha'],
    ['/am/json/realms/root/realms/beta/authenticate?realm=%2Falpha', '/alpha'],
    ['/am/json/realms/root/realms/alpha/authenticate?realm=/', '/'],
  ])('POST %s starts in %s', async (path, realm) => {
    const { post, engine } = await serve();
    expect((await post(path)).status).toBe(200);
    expect(engine.started.realm).toBe(realm);
  });

  test.each(['/am/json/authenticate?realm=..', '/am/json/realms/a%20b/authenticate', '/am/json/realms/__proto__/authenticate'])(
    'POST %s is 404',
    async (path) => {
      const { post, engine } = await serve();
      const response = await post(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 404, reason: 'Not Found' });
      expect(engine.asked).toEqual([]);
    },
  );
});

describe('a start', () => {
  const started = async (init: RequestInit, query = '') => {
    const { call, engine } = await serve();
    expect((await call(`${AT}${query}`, { method: 'POST', ...init })).status).toBe(200);
    return engine.started;
  };

  test.each([
    ['no body and no content type', {}],
    ['no body, said to be JSON', { headers: { 'content-type': 'application/json' } }],
    ['no body, said to be text', { headers: { 'content-type': 'text/plain' } }],
    ['white space', { headers: { 'content-type': 'application/json' }, body: ' \n' }],
    ['{}', { headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['""', { headers: { 'content-type': 'application/json; charset=utf-8' }, body: '""' }],
    ['members it does not know', { headers: { 'content-type': 'application/json' }, body: '{"status":200,"ok":true}' }],
  ])('with %s runs the default journey', async (_what, init) => {
    expect(await started(init)).toMatchObject({ realm: '/alpha', journey: undefined, force: false, noSession: false });
  });

  test.each([
    ['?authIndexType=service&authIndexValue=Login', 'Login'],
    ['?authIndexType=SERVICE&authIndexValue=Sign%20on%20%C3%BC', 'Sign on ü'],
    ['?authIndexType=service', undefined],
    ['?authIndexType=service&authIndexValue=', undefined],
    ['?authIndexValue=Login', undefined],
  ])('%s names the journey %s', async (query, journey) => {
    expect((await started({}, query)).journey).toBe(journey);
  });

  test.each(['user', 'role', 'level', 'module', 'module_instance', 'resource', 'composite_advice', 'transaction', 'Level'])(
    'with authIndexType %s is refused with the reason',
    async (type) => {
      const { post, engine } = await serve();
      const response = await post(`${AT}?authIndexType=${type}&authIndexValue=1`);
      expect(response.status).toBe(400);
      expect((await response.json()).message).toContain(`authIndexType ${type.toLowerCase()} is not offered here`);
      expect(engine.asked).toEqual([]);
    },
  );

  test('with an unknown authIndexType is refused', async () => {
    const { post } = await serve();
    const response = await post(`${AT}?authIndexType=moon&authIndexValue=full`);
    expect(response.status).toBe(400);
    expect((await response.json()).message).toBe('Unknown Authentication Index Type');
  });

  test('passes ForceAuth and noSession on', async () => {
    expect(await started({}, '?ForceAuth=true&noSession=true')).toMatchObject({ force: true, noSession: true });
    expect(await started({}, '?ForceAuth=1&noSession=yes')).toMatchObject({ force: false, noSession: false });
  });

  test('leads only where the realm allows', async () => {
    const good = await started({}, '?goto=https://cb.example/done&gotoOnFail=/account');
    expect(good).toMatchObject({ goto: 'https://cb.example/done', gotoOnFail: '/account' });
    const bad = await started({}, '?goto=https://evil.example&gotoOnFail=//evil.example');
    expect(bad).not.toHaveProperty('goto');
    expect(bad).not.toHaveProperty('gotoOnFail');
  });

  test('tells nodes of the request, and interprets nothing itself', async () => {
    const { request: facts } = await started(
      { headers: { 'X-OpenAM-Username': 'demo', 'X-OpenAM-Password': 'secret', 'Accept-Language': 'de, en;q=0.5' } },
      '?locale=fr&colour=red&colour=blue',
    );
    expect(facts.header('x-openam-username')).toEqual(['demo']);
    expect(facts.header('x-openam-password')).toEqual(['secret']);
    expect(facts.header('x-none')).toEqual([]);
    expect(facts.header('__proto__')).toEqual([]);
    expect(facts.parameter('colour')).toEqual(['red', 'blue']);
    expect(facts.locales).toEqual(['fr', 'de', 'en']);
    expect(facts.clientIp).toBe('127.0.0.1');
  });

  test('tells of the address that a listed proxy forwards', async () => {
    const { post, engine } = await serve({ config: { trustedProxies: ['127.0.0.0/8'] } });
    await post(AT, undefined, { 'x-forwarded-for': '198.51.100.4' });
    expect(engine.started.request.clientIp).toBe('198.51.100.4');
    await post(AT, undefined, { 'x-forwarded-for': 'unparsable' });
    expect(engine.started.request.clientIp).toBe('127.0.0.1');
  });

  test.each([
    ['the cookie', (token: string) => ['', { cookie: `other=1; iPlanetDirectoryPro=${token}` }] as const],
    ['the header of its name', (token: string) => ['', { iplanetdirectorypro: token }] as const],
    ['sessionUpgradeSSOTokenId', (token: string) => [`?sessionUpgradeSSOTokenId=${token}`, {}] as const],
  ])('finds the session that %s brings', async (_what, bring) => {
    const { post, stores, engine } = await serve({ config: { tokensInAddresses: true } });
    const { token, session } = await signOn(stores);
    const [query, headers] = bring(token);
    await post(`${AT}${query}`, undefined, headers);
    // Anybody can make an address that names a session of theirs: it is never given back for that.
    expect(engine.started.existing).toEqual({ session, tokenId: token, ...(query === '' ? {} : { named: true }) });
  });

  test.each([
    ['unknown', 'no-such-token'],
    ['absurdly long', 'a'.repeat(5_000)],
    ['empty', ''],
  ])('does without a session when its token is %s', async (_what, token) => {
    const { post, engine } = await serve();
    expect((await post(AT, undefined, { cookie: `iPlanetDirectoryPro=${token}` })).status).toBe(200);
    expect(engine.started).not.toHaveProperty('existing');
  });

  test('does without a session that is over', async () => {
    const { post, stores, engine, clock } = await serve();
    const { cookie } = await signOn(stores);
    clock.now += 1_801_000;
    await post(AT, undefined, { cookie });
    expect(engine.started).not.toHaveProperty('existing');
  });

  test('takes no session that an address names, and begins nothing, where no operator allows it', async () => {
    const { post, stores, engine } = await serve();
    const { token } = await signOn(stores);
    const response = await post(`${AT}?sessionUpgradeSSOTokenId=${token}`);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 400, message: expect.stringContaining('WAYGATE_TOKENS_IN_ADDRESSES') });
    expect(text).not.toContain(token);
    expect(engine.asked).toEqual([]);
  });

  test('takes no anonymous session that an address names, and the one of the browser that opens a link', async () => {
    const { post, stores, engine } = await serve({ config: { tokensInAddresses: true } });
    const nobody = await signOn(stores, { anonymous: true });
    await post(`${AT}?sessionUpgradeSSOTokenId=${nobody.token}`);
    expect(engine.started).not.toHaveProperty('existing');
    const { cookie, session } = await signOn(stores);
    await post(`${AT}?sessionUpgradeSSOTokenId=${nobody.token}&suspendedId=a.b`, undefined, { cookie });
    expect(engine.asked.at(-1)).toMatchObject(['resume', { suspendedId: 'a.b', existing: { session: { id: session.id } } }]);
  });

  test('takes the header when a cookie comes too: phones keep old cookies', async () => {
    const { post, stores, engine } = await serve();
    const [kept, meant] = [await signOn(stores), await signOn(stores)];
    await post(AT, undefined, { cookie: kept.cookie, iplanetdirectorypro: meant.token });
    expect(engine.started.existing).toEqual({ session: meant.session, tokenId: meant.token });
  });

  test('with a suspendedId that is over is 401 by the name that phones look for, and without detail', async () => {
    const { post, engine } = await serve();
    engine.answer = () => {
      throw new WaygateError('state', 'session.expired', 'Session has timed out');
    };
    const response = await post(`${AT}?suspendedId=abc.def`);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      code: 401,
      reason: 'Unauthorized',
      message: 'org.forgerock.openam.auth.nodes.framework.token.SuspendedAuthSessionException: Token not found. It may have expired.',
    });
  });

  test('with suspendedId goes on with that run', async () => {
    const { post, engine } = await serve();
    await post(`${AT}?suspendedId=abc.def`);
    expect(engine.asked).toEqual([['resume', expect.objectContaining({ realm: '/alpha', suspendedId: 'abc.def' })]]);
  });
});

describe('a submit', () => {
  test('brings the session, the one-time key and the posted callbacks to the engine', async () => {
    const { post, engine } = await serve();
    const callbacks = [{ type: 'NameCallback', output: [], input: [{ name: 'IDToken1', value: 'demo' }] }];
    const response = await post(`${AT}?authIndexType=level&authIndexValue=9`, { authId, callbacks, stage: 'x', status: 200, ok: true });
    expect(response.status).toBe(200);
    const [kind, submitted] = engine.asked[0] ?? [];
    expect(kind).toBe('submit');
    expect(submitted).toMatchObject({ realm: '/alpha', sessionId: 's-1', key: handle.key });
    const { decode } = submitted as Parameters<StubEngine['submit']>[0];
    expect(decode([{ type: 'NameCallback', prompt: '', value: '' }])).toEqual([{ type: 'NameCallback', value: 'demo' }]);
    expect(() => decode([{ type: 'PasswordCallback', prompt: '' }])).toThrow(WaygateError);
  });

  test.each([
    ['a number', 7, 'Failed to parse JWT'],
    ['null', null, 'Failed to parse JWT'],
    ['empty', '', 'Failed to parse JWT'],
    ['no JWT', 'abc', 'Failed to parse JWT'],
    ['signed with another key', writeAuthId(handle, createSecretKey(Buffer.alloc(32, 7)), NOW), 'AuthId JWT Signature not valid'],
  ])('with an authId that is %s is 400 and does nothing', async (_what, given, message) => {
    const { post, engine } = await serve();
    const response = await post(AT, { authId: given, callbacks: [] });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 400, reason: 'Bad Request', message });
    expect(engine.asked).toEqual([]);
  });
});

describe('a request that is not one', () => {
  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is 405', async (method) => {
    const { call, engine } = await serve();
    const response = await call(AT, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ code: 405, reason: 'Method Not Allowed' });
    expect(engine.asked).toEqual([]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', 'text/json'])(
    'a body of %s is 415',
    async (type) => {
      const { call, engine } = await serve();
      const response = await call(AT, { method: 'POST', headers: { 'content-type': type }, body: '{}' });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ code: 415, reason: 'Unsupported Media Type' });
      expect(engine.asked).toEqual([]);
    },
  );

  test.each([
    ['broken', '{"authId":'],
    ['an array', '[]'],
    ['a number', '7'],
    ['a text', '"start"'],
    ['null', 'null'],
    ['nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['an object nested without end', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['with a key that reaches a prototype', '{"__proto__":{"authId":"x"}}'],
    ['with such a key deep inside', '{"callbacks":[{"input":[{"constructor":{}}]}]}'],
    ['with such a key, escaped', '{"\\u005f_proto__":1}'],
  ])('a body that is %s is 400', async (_what, body) => {
    const { call, engine } = await serve();
    const response = await call(AT, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 400, reason: 'Bad Request' });
    expect(engine.asked).toEqual([]);
    expect(({} as Record<string, unknown>)['authId']).toBeUndefined();
  });

  test('a body of 256 KiB is read, one byte more is 413', async () => {
    const { call, engine } = await serve();
    const body = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`;
    const send = (size: number) => call(AT, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body(size) });
    expect((await send(256 * 1024)).status).toBe(200);
    const response = await send(256 * 1024 + 1);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 413, message: 'The request is larger than 256 KiB.' });
    expect(engine.asked).toHaveLength(1);
  });

  test('a body that does not say its size is measured too', async () => {
    const { port, engine } = await serve();
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = `POST ${AT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await raw(port, `${head}${chunk.repeat(5)}0\r\n\r\n`, /\r\n\r\n.*}/s)).toMatch(/^HTTP\/1.1 413 /);
    expect(engine.asked).toEqual([]);
  });

  test('a body that breaks off does nothing, and the next request is answered', async () => {
    const { url, post, engine } = await serve();
    await new Promise<void>((resolve) => {
      const broken = request(`${url}${AT}`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '100' } });
      broken.on('error', () => undefined);
      broken.on('close', () => resolve());
      broken.write('{"authId"', () => broken.destroy());
    });
    expect((await post(AT)).status).toBe(200);
    expect(engine.asked).toHaveLength(1);
  });

  test.each([
    ['a header that is too long', `POST ${AT} HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
    ['two lengths', `POST ${AT} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, /^HTTP\/1.1 400 /],
    [
      'a length and chunks',
      `POST ${AT} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1.1 400 /,
    ],
  ])('%s is refused by the server', async (_what, text, answer) => {
    const { port, engine } = await serve();
    expect(await raw(port, text)).toMatch(answer);
    expect(engine.asked).toEqual([]);
  });

  test('has little time for its headers and its body', async () => {
    const { server } = await serve();
    expect(server.headersTimeout).toBeLessThanOrEqual(15_000);
    expect(server.requestTimeout).toBeLessThanOrEqual(30_000);
  });
});

describe('the answer', () => {
  const answered = async (answer: StubEngine['answer'], config = {}) => {
    const { post, engine } = await serve({ config });
    engine.answer = answer;
    return post(AT);
  };

  test('of a step has authId and callbacks, and no member that is not set', async () => {
    const response = await answered(() => nameStep());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-api-version')).toBe('resource=2.1');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.getSetCookie()).toEqual([]);
    const body = await response.json();
    expect(wireStep.parse(body).callbacks).toEqual([
      { type: 'NameCallback', output: [{ name: 'prompt', value: 'User Name' }], input: [{ name: 'IDToken1', value: '' }] },
    ]);
    expect(Object.keys(body).sort()).toEqual(['authId', 'callbacks']);
  });

  test('of a page numbers its callbacks and has its texts', async () => {
    const response = await answered(() => nameStep({ page: true, header: 'Sign in', description: 'Hello', stage: 's' }));
    expect(await response.json()).toMatchObject({ callbacks: [{ _id: 0 }], header: 'Sign in', description: 'Hello', stage: 's' });
  });

  test('of a suspended run is a step', async () => {
    const response = await answered(() => ({
      kind: 'suspended',
      handle,
      callbacks: [{ type: 'SuspendedTextOutputCallback', message: 'Look into your mail', messageType: 'information' }],
    }));
    expect(wireStep.parse(await response.json()).callbacks[0]?.type).toBe('SuspendedTextOutputCallback');
  });

  test('of success gives the token in the body and in a cookie that scripts cannot read', async () => {
    const response = await answered(() => success);
    expect(await response.json()).toEqual({ tokenId: 'a-token', successUrl: '/account', realm: '/alpha' });
    expect(response.headers.getSetCookie()).toContain('iPlanetDirectoryPro=a-token; Path=/; HttpOnly; SameSite=Lax');
  });

  test.each([
    ['a page asks for it by the cookie alone', {}, { 'x-waygate-token': 'cookie' }],
    ['the realm has it by the cookie alone', { tokenInBody: false }, {}],
  ])('of success has no token in the body when %s', async (_what, settings, headers) => {
    const { post, engine, stores } = await serve();
    const before = await stores.realms.settings('/alpha');
    if (before === undefined) throw new Error('There is no realm.');
    await stores.realms.put({ ...before, ...settings });
    engine.answer = () => success;
    const response = await post(AT, undefined, headers);
    expect(await response.text()).toBe('{"successUrl":"/account","realm":"/alpha"}');
    expect(response.headers.getSetCookie()).toEqual(['iPlanetDirectoryPro=a-token; Path=/; HttpOnly; SameSite=Lax']);
  });

  test('of success on https binds the cookie to the host', async () => {
    const response = await answered(() => success, { publicUrl: 'https://sso.example.com' });
    expect(response.headers.getSetCookie()).toContain('__Host-iPlanetDirectoryPro=a-token; Path=/; HttpOnly; SameSite=Lax; Secure');
  });

  test.each([
    ['http://localhost', 'reentry', ''],
    ['https://sso.example.com', '__Host-reentry', '; Secure'],
  ])(
    'of a step that leads away from %s has a cookie by which a page notices that it is led back to: %s',
    async (publicUrl, name, secure) => {
      const leads: Step = nameStep({
        callbacks: [{ type: 'RedirectCallback', redirectUrl: 'https://id.example/', redirectMethod: 'GET', trackingCookie: true }],
      });
      const response = await answered(() => leads, { publicUrl });
      const [cookie, ...more] = response.headers.getSetCookie();
      expect(more).toEqual([]);
      expect(cookie).toMatch(new RegExp(`^${name}=[\\w-]{22}; Path=/; Max-Age=\\d+; SameSite=Lax${secure}$`));
    },
  );

  test('of success for an application leads back to it though the store went away after the session was made', async () => {
    const signedOnFor = () => Promise.reject(new WaygateError('operational', 'storage.unavailable', 'The store does not answer.'));
    const { post, engine, stores } = await serve({ deps: { applications: { signedOnFor } as unknown as ApplicationFace } });
    const { session } = await signOn(stores);
    const successUrl = ticketPath('/alpha', 'a.sealed.ticket');
    engine.answer = () => ({ ...success, successUrl, session, acted: true });
    const response = await post(AT);
    expect([response.status, await response.json()]).toEqual([200, { tokenId: 'a-token', successUrl, realm: '/alpha' }]);
  });

  test('of success without a session sets none', async () => {
    const response = await answered(() => ({ kind: 'success', realm: '/alpha', successUrl: '/account' }));
    expect(await response.json()).toEqual({ message: 'Authentication Successful', successUrl: '/account', realm: '/alpha' });
    expect(response.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
  });

  test('of success has what the journey adds, and nothing of the server can be overwritten by that', async () => {
    const details = { plan: { seats: 3 }, tokenId: 'forged', successUrl: 'https://evil.example/', realm: '/', message: 'forged' };
    expect(await (await answered(() => ({ ...success, details }))).json()).toEqual({
      plan: { seats: 3 },
      tokenId: 'a-token',
      successUrl: '/account',
      realm: '/alpha',
      message: 'forged',
    });
    const { tokenId: _, ...without } = success;
    expect(await (await answered(() => ({ ...without, details: { plan: 1, message: 'forged', realm: '/' } }))).json()).toEqual({
      plan: 1,
      message: 'Authentication Successful',
      successUrl: '/account',
      realm: '/alpha',
    });
  });

  test('of failure has in its detail what the journey adds, beside where to go', async () => {
    const details = { hotline: '42', failureUrl: 'https://evil.example/' };
    const response = await answered(() => ({ ...failure, failureUrl: '/no', details }));
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      code: 401,
      reason: 'Unauthorized',
      message: 'Login failure',
      detail: { hotline: '42', failureUrl: '/no' },
    });
  });

  test('of failure is 401 with where to go', async () => {
    const response = await answered(() => ({ ...failure, failureUrl: 'https://app.example/no' }));
    expect(response.status).toBe(401);
    expect(response.headers.get('x-waygate-trace')).toBe('CODE-s');
    expect(await response.json()).toEqual({
      code: 401,
      reason: 'Unauthorized',
      message: 'Login failure',
      detail: { failureUrl: 'https://app.example/no' },
    });
  });

  test('of failure has the text that the journey gave', async () => {
    expect(await (await answered(() => ({ ...failure, message: 'Locked' }))).json()).toMatchObject({ message: 'Locked' });
  });
});

describe('an error of the engine', () => {
  const refused = async (error: unknown) => {
    const served = await serve();
    served.engine.answer = () => {
      throw error;
    };
    return { ...served, response: await served.post(AT, { authId, callbacks: [] }) };
  };

  test.each([
    ['notFound', 'journey.not_found', 400, 'Bad Request'],
    ['notFound', 'realm.not_found', 404, 'Not Found'],
    ['state', 'session.stale', 409, 'Conflict'],
    ['input', 'realm.mismatch', 400, 'Bad Request'],
    ['input', 'callback.missing', 400, 'Bad Request'],
    ['forbidden', 'anything', 403, 'Forbidden'],
    ['authoring', 'anything', 422, 'Unprocessable Entity'],
  ] as const)('%s %s is %i', async (kind, code, status, reason) => {
    const { response } = await refused(new WaygateError(kind, code, 'What the client may read.'));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code: status, reason, message: 'What the client may read.' });
  });

  test('that the run is over is 401 with the text "110"', async () => {
    const { response } = await refused(new WaygateError('state', 'session.expired', 'Session has timed out'));
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      code: 401,
      reason: 'Unauthorized',
      message: 'Session has timed out',
      detail: { errorCode: '110' },
    });
  });

  test('that something is down is 503 with when to try again', async () => {
    const { response, logged } = await refused(new WaygateError('operational', 'store.down', 'The store does not answer.'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(logged).toEqual([expect.objectContaining({ level: 'error', facts: expect.objectContaining({ code: 'store.down' }) })]);
  });

  test.each([
    ['a bug', new TypeError('secret details')],
    ['of our own kind', new WaygateError('unexpected', 'x.y', 'secret details')],
    ['no error at all', 'secret details'],
    ['undefined', undefined],
  ])('that is %s is 500 and tells nothing', async (_what, error) => {
    const { response, logged, post, engine } = await refused(error);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(logged.map(({ level }) => level)).toEqual(['error']);
    engine.answer = () => nameStep();
    expect((await post(AT)).status).toBe(200);
  });
});

describe('correlation', () => {
  test('keeps a sane id of the client in the answer and in the log', async () => {
    const { post, logged } = await serve();
    const response = await post(AT, { authId: 'x' }, { 'x-forgerock-transactionid': 'frodo-1234/5' });
    expect(response.headers.get('x-forgerock-transactionid')).toBe('frodo-1234/5');
    expect(logged[0]?.facts).toMatchObject({ transaction: 'frodo-1234/5', code: 'authid.malformed' });
  });

  test.each(['', 'a b', `${'a'.repeat(129)}`, '<script>'])('makes an own id instead of %j', async (given) => {
    const { post } = await serve();
    const response = await post(AT, undefined, { 'x-forgerock-transactionid': given });
    expect(response.headers.get('x-forgerock-transactionid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('never logs what was posted, the handle or the session', async () => {
    const { post, engine, stores, logged } = await serve();
    const { token } = await signOn(stores);
    engine.answer = () => {
      throw new WaygateError('operational', 'store.down', 'The store does not answer.');
    };
    await post(AT, { authId, callbacks: [{ type: 'PasswordCallback', input: [{ name: 'IDToken1', value: 'pass-word' }] }] });
    await post(`${AT}?sessionUpgradeSSOTokenId=${token}`);
    await post(AT, { authId: 'forged-handle' });
    await post(`/am/json/realms/root/realms/alpha/sessions/${token}?_action=validate`);
    const text = JSON.stringify(logged);
    expect(logged).toHaveLength(4);
    for (const secret of [authId, 'pass-word', token, 'forged-handle']) expect(text).not.toContain(secret);
  });
});

describe('cookies of nodes', () => {
  test.each([
    ['a question', nameStep()],
    ['a failure', { kind: 'failure', realm: '/alpha', sessionId: 's', failureUrl: '' }],
    ['a success', { kind: 'success', realm: '/alpha', successUrl: '/x', tokenId: 't' }],
  ] as [string, Step][])('come with %s', async (_what, step) => {
    const { post, engine } = await serve();
    const cookies: Step['cookies'] = [
      { name: 'a', value: '1', path: '/', secure: false, httpOnly: false, sameSite: 'Lax' },
      { name: 'b', value: '2', maxAge: 60, domain: 'example.com', path: '/x', secure: true, httpOnly: true, sameSite: 'None' },
    ];
    engine.answer = () => ({ ...step, cookies });
    const response = await post('/am/json/realms/root/realms/alpha/authenticate');
    expect(response.headers.getSetCookie().filter((text) => /^[ab]=/.test(text))).toEqual([
      'a=1; Path=/; SameSite=Lax',
      'b=2; Path=/x; Domain=example.com; Max-Age=60; SameSite=None; HttpOnly; Secure',
    ]);
  });
});
