import type { SignOnSession } from '@waygate/engine';
import type { DeviceKind } from '@waygate/node-kit';
import { describe, expect, test } from 'vitest';
import { addDevices } from './device-samples.ts';
import { evidence, NOW, serve, signOn } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/sessions';
const ROOT = { realm: '/', userId: 'id-admin', username: 'amadmin' };

describe('which session is meant', () => {
  test.each([
    ['the body', (token: string) => ['', { tokenId: token }, {}] as const],
    ['the address', (token: string) => [`&tokenId=${token}`, {}, {}] as const],
    ['the cookie', (token: string) => ['', {}, { cookie: `iPlanetDirectoryPro=${token}` }] as const],
    ['the header of its name', (token: string) => ['', {}, { iplanetdirectorypro: token }] as const],
  ])('%s names it', async (_what, bring) => {
    const { post, stores } = await serve({ config: { tokensInAddresses: true } });
    const [query, body, headers] = bring((await signOn(stores)).token);
    for (const slash of ['', '/']) {
      const response = await post(`${AT}${slash}?_action=getSessionInfo${query}`, body, headers);
      expect([response.status, (await response.json()).username]).toEqual([200, 'demo']);
    }
  });

  test.each(['getSessionInfo', 'validate', 'isActive', 'refresh', 'logout', 'logoutByHandle'])(
    'none that an address names is asked for %s where no operator allows it, and nothing happens to it',
    async (action) => {
      const { post, stores, clock } = await serve();
      const { token, session } = await signOn(stores);
      const response = await post(`${AT}?_action=${action}&tokenId=${token}`, { tokenId: token });
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).toContain('WAYGATE_TOKENS_IN_ADDRESSES');
      expect(text).not.toContain(token);
      expect(await stores.signOnSessions.find(session.id, clock.now)).toEqual(session);
    },
  );

  test('the body comes before the cookie', async () => {
    const { post, stores } = await serve();
    const [own, other] = [await signOn(stores), await signOn(stores, { username: 'other', userId: 'id-other' })];
    const response = await post(`${AT}?_action=getSessionInfo`, { tokenId: other.token }, { cookie: own.cookie });
    expect((await response.json()).username).toBe('other');
  });

  test('a session of the root realm answers under every realm, with no cookie at all', async () => {
    const { post, stores } = await serve();
    const { token } = await signOn(stores, ROOT);
    const response = await post(`${AT}?_action=getSessionInfo`, { tokenId: token }, { 'accept-api-version': 'resource=4.0' });
    expect(await response.json()).toMatchObject({ username: 'amadmin', realm: '/', universalId: 'id=amadmin,ou=user,ou=am-config' });
  });

  test('a session of one realm does not count in another', async () => {
    const { post, stores } = await serve();
    const { token, cookie } = await signOn(stores);
    for (const realm of ['', '/realms/beta', '/realms/alpha/realms/sub']) {
      const at = `/am/json/realms/root${realm}/sessions`;
      expect((await post(`${at}?_action=getSessionInfo`, { tokenId: token })).status).toBe(401);
      expect((await post(`${at}?_action=logout`, undefined, { cookie })).status).toBe(401);
    }
  });

  test.each([{}, { tokenId: 'no-such-token' }, { tokenId: 7 }, { tokenId: 'a'.repeat(9_999) }])('%j names none', async (body) => {
    const { post } = await serve();
    const response = await post(`${AT}?_action=getSessionInfo`, body);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ code: 401, reason: 'Unauthorized', message: 'Access Denied' });
  });

  test('the id of a session is not its token', async () => {
    const { post, stores } = await serve();
    const { session } = await signOn(stores);
    for (const tokenId of [session.id, session.handle]) {
      expect((await post(`${AT}?_action=getSessionInfo`, { tokenId })).status).toBe(401);
    }
  });
});

describe('questions', () => {
  const ask = async (action: string, more = {}, later = 60_000) => {
    const served = await serve();
    const { token, session } = await signOn(served.stores, more);
    served.clock.now += later;
    const response = await served.post(`${AT}?_action=${action}`, { tokenId: token });
    return { ...served, response, session, body: await response.json() };
  };

  test('getSessionInfo has what strict clients read', async () => {
    const { body, session, response } = await ask('getSessionInfo');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      username: 'demo',
      universalId: 'id=demo,ou=user,o=alpha,ou=services,ou=am-config',
      realm: '/alpha',
      latestAccessTime: '2026-09-21T14:13:20Z',
      maxIdleExpirationTime: '2026-09-21T14:43:20Z',
      maxSessionExpirationTime: '2026-09-21T16:13:20Z',
      properties: { AMCtxId: session.handle, AuthLevel: '0' },
    });
  });

  test.each(['getSessionInfoAndResetIdleTime', 'refresh'])('%s starts the idle time anew', async (action) => {
    const { session, stores, clock } = await ask(action);
    expect((await stores.signOnSessions.find(session.id, clock.now))?.lastAccessAt).toBe(NOW + 60_000);
  });

  test('getSessionInfo does not', async () => {
    const { session, stores, clock } = await ask('getSessionInfo');
    expect((await stores.signOnSessions.find(session.id, clock.now))?.lastAccessAt).toBe(NOW);
  });

  test.each([
    ['refresh', { uid: 'demo', realm: '/alpha', idletime: 0, maxidletime: 30, maxsessiontime: 120, maxtime: 7_140 }],
    ['getTimeLeft', { maxtime: 7_140 }],
    ['getMaxTime', { maxtime: 7_140 }],
    ['getMaxSessionTime', { maxsessiontime: 120 }],
    ['getIdle', { idletime: 60 }],
    ['getMaxIdle', { maxidletime: 30 }],
    ['isActive', { active: true }],
  ])('%s', async (action, answer) => {
    expect((await ask(action)).body).toEqual(answer);
  });

  test('validate', async () => {
    const { body, session } = await ask('validate');
    expect(body).toEqual({ valid: true, uid: 'demo', realm: '/alpha', sessionUid: session.handle });
  });

  test.each(['validate', 'getSessionInfo'])('%s tells of a session that was made offline, beside what it tells of any', async (action) => {
    const plain = await ask(action);
    const offline = { provider: 'Push', since: NOW };
    const { body } = await ask(action, { handle: plain.session.handle, offline });
    const told = { provider: 'Push', since: '2026-09-21T14:13:20Z', rehearsal: false };
    expect(body).toEqual({ ...plain.body, offline: told });
    const rehearsed = await ask(action, { handle: plain.session.handle, offline: { ...offline, rehearsal: 'payroll' } });
    expect(rehearsed.body).toEqual({ ...plain.body, offline: { ...told, rehearsal: true } });
  });

  test('getSessionProperties has those that nodes set', async () => {
    const { body } = await ask('getSessionProperties', { properties: { colour: 'red' }, authLevel: 5 });
    expect(body).toMatchObject({ colour: 'red', AuthLevel: '5', Organization: '/alpha', UserId: 'demo' });
  });

  test('of a session that is over: validate says so with 200, others are 401', async () => {
    expect((await ask('validate', {}, 1_801_000)).body).toEqual({ valid: false });
    expect((await ask('isActive', {}, 1_801_000)).body).toEqual({ active: false });
    expect((await ask('getTimeLeft', {}, 1_801_000)).response.status).toBe(401);
  });

  test.each(['', '?_action=', '?_action=drop', '?_action=__proto__'])('POST sessions%s is 400', async (query) => {
    const { post } = await serve();
    expect((await post(`${AT}${query}`, {})).status).toBe(400);
  });

  test('in a realm that is not there or closed are 404', async () => {
    const { post } = await serve();
    for (const realm of ['nowhere', 'closed']) {
      expect((await post(`/am/json/realms/root/realms/${realm}/sessions?_action=validate`, {})).status).toBe(404);
    }
  });
});

describe('logout', () => {
  test.each([
    ['an empty body and no content type', {}],
    ['{}', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ])('with %s ends the session and its cookie', async (_what, init: RequestInit) => {
    const { call, stores, clock } = await serve();
    const { cookie, session } = await signOn(stores);
    const headers = { ...init.headers, cookie, 'accept-api-version': 'protocol=1.0,resource=2.0' };
    const response = await call(`${AT}/?_action=logout`, { method: 'POST', ...init, headers });
    expect(await response.json()).toEqual({ result: 'Successfully logged out' });
    expect(response.headers.getSetCookie()).toEqual(['iPlanetDirectoryPro=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect(response.headers.get('clear-site-data'), 'its storage is left: keys of the web authenticator and drafts are there').toBe(
      '"cache"',
    );
    expect(await stores.signOnSessions.find(session.id, clock.now)).toBeUndefined();
  });

  test('tells the client what the journey wanted it to', async () => {
    const { post, stores } = await serve();
    const { cookie } = await signOn(stores, { logoutDetails: { next: 'https://example.com/bye', seats: [1] } });
    const response = await post(`${AT}?_action=logout`, {}, { cookie });
    expect(await response.json()).toEqual({ next: 'https://example.com/bye', seats: [1], result: 'Successfully logged out' });
  });

  test('a second time is 401', async () => {
    const { post, stores } = await serve();
    const { cookie } = await signOn(stores);
    expect((await post(`${AT}?_action=logout`, undefined, { cookie })).status).toBe(200);
    expect((await post(`${AT}?_action=logout`, undefined, { cookie })).status).toBe(401);
  });
});

describe('a request that another site could make', () => {
  test.each(['logout', 'refresh', 'getSessionInfo', 'logoutByHandle'])('%s with only the cookie is 403', async (action) => {
    const { call, stores, clock } = await serve();
    const { cookie, session } = await signOn(stores);
    const response = await call(`${AT}?_action=${action}`, { method: 'POST', headers: { cookie } });
    expect(response.status).toBe(403);
    expect((await response.json()).message).toContain('X-Requested-With');
    expect(await stores.signOnSessions.find(session.id, clock.now)).toEqual(session);
  });

  test('naming the token of the cookie in the address does not help', async () => {
    const { call, stores } = await serve({ config: { tokensInAddresses: true } });
    const { cookie, token } = await signOn(stores);
    expect((await call(`${AT}?_action=logout&tokenId=${token}`, { method: 'POST', headers: { cookie } })).status).toBe(403);
  });

  test.each(['x-requested-with', 'accept-api-version'])('%s shows that it is meant', async (header) => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores);
    const headers = { cookie, [header]: 'resource=1.0' };
    expect((await call(`${AT}?_action=logout`, { method: 'POST', headers })).status).toBe(200);
  });

  test('a header of the cookie name needs no more: no site can make a browser send it', async () => {
    const { call, stores } = await serve();
    const { token } = await signOn(stores);
    expect((await call(`${AT}?_action=logout`, { method: 'POST', headers: { iplanetdirectorypro: token } })).status).toBe(200);
  });
});

describe("one's own sessions", () => {
  const filter = (name: string) => `${AT}?_queryFilter=${encodeURIComponent(`username eq "${name}" and realm eq "/alpha"`)}`;

  test('are listed, newest first, without a token or an id', async () => {
    const { call, stores } = await serve();
    const older = await signOn(stores, { createdAt: NOW - 1_000, clientIp: '203.0.113.7', userAgent: 'Browser' });
    const here = await signOn(stores);
    await signOn(stores, { username: 'other', userId: 'id-other' });
    const response = await call(filter('demo'), { headers: { cookie: here.cookie } });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      resultCount: 2,
      result: [
        { sessionHandle: here.session.handle, current: true, clientIp: null, factors: ['knowledge:password'] },
        { sessionHandle: older.session.handle, current: false, clientIp: '203.0.113.7', userAgent: 'Browser' },
      ],
    });
    for (const { token, session } of [older, here]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(session.id);
    }
  });

  test("are listed; another person's are not", async () => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores);
    expect((await call(filter('other'), { headers: { cookie } })).status).toBe(403);
    expect((await call(filter('demo'))).status).toBe(401);
  });

  test('are ended by handle; what is not one is told apart', async () => {
    const { post, stores, clock } = await serve();
    const [here, there, foreign] = [
      await signOn(stores),
      await signOn(stores),
      await signOn(stores, { username: 'other', userId: 'id-other' }),
    ];
    const sessionHandles = [there.session.handle, foreign.session.handle, there.session.id, '__proto__'];
    const response = await post(`${AT}?_action=logoutByHandle`, { sessionHandles }, { cookie: here.cookie });
    expect((await response.json()).result).toMatchObject({ [there.session.handle]: true, [foreign.session.handle]: false });
    expect(await stores.signOnSessions.find(there.session.id, clock.now)).toBeUndefined();
    expect(await stores.signOnSessions.find(foreign.session.id, clock.now)).toBeDefined();
    expect(await stores.signOnSessions.find(here.session.id, clock.now)).toBeDefined();
  });

  const MINUTE = 60_000;
  const ago = (minutes: number) => NOW - minutes * MINUTE;
  const byPhone = (at: number) => ({ ...evidence('possession:push', at), device: 'push-1' });
  /** Ends another session of the same person. @returns the answer, and whether the other one is still there */
  const endOther = async (more: Partial<SignOnSession>, kinds: readonly DeviceKind[] = []) => {
    const { post, stores, clock } = await serve();
    await addDevices(stores, kinds);
    const here = await signOn(stores, more);
    const there = await signOn(stores);
    const end = (handle: string) => post(`${AT}?_action=logoutByHandle`, { sessionHandles: [handle] }, { cookie: here.cookie });
    const answer = await end(there.session.handle);
    const left = (await stores.signOnSessions.find(there.session.id, clock.now)) !== undefined;
    return { answer, left, endOwn: () => end(here.session.handle) };
  };

  test.each<[string, Partial<SignOnSession>, DeviceKind[]]>([
    ['a password, also beside a phone that is lost', { evidence: [evidence('knowledge:password', ago(15))] }, ['push']],
    ['a device', { evidence: [evidence('knowledge:password', ago(60)), byPhone(ago(1))] }, ['push']],
    ['a recovery code', { evidence: [{ ...evidence('possession:recovery-code', ago(1)), device: 'push-1' }] }, ['push']],
    ['the device that this session has removed', { evidence: [byPhone(ago(2))], removals: [{ uuid: 'push-1', at: ago(1) }] }, []],
    ['a mailbox', { evidence: [evidence('mailbox:link', ago(1))] }, []],
    ['another server', { evidence: [evidence('federated:oidc', ago(1))] }, []],
  ])('of others are ended with a fresh proof of what there is: %s', async (_what, more, kinds) => {
    const { answer, left } = await endOther(more, kinds);
    expect([answer.status, left]).toEqual([200, false]);
  });

  test.each<[string, Partial<SignOnSession>]>([
    ['older than 15 minutes', { evidence: [evidence('knowledge:password', ago(15) - 1)] }],
    ['of what a browser remembers', { evidence: [evidence('remembered:persistent-cookie', NOW)] }],
    ['of somebody else', { evidence: [{ ...evidence('knowledge:password', NOW), subjectId: 'id-other' }] }],
    ['by a device that somebody has removed since', { evidence: [byPhone(NOW)] }],
  ])('of others are not ended by a proof %s, and one’s own is', async (_what, more) => {
    const { answer, left, endOwn } = await endOther(more);
    expect([answer.status, left]).toEqual([403, true]);
    expect(await answer.json()).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      detail: { errorCode: 'account.step_up', factors: [], maxAge: 900 },
    });
    expect((await endOwn()).status).toBe(200);
  });

  test.each([{}, { sessionHandles: 'all' }, { sessionHandles: [1] }, { sessionHandles: Array(101).fill('x') }])(
    'are not ended by %j',
    async (body) => {
      const { post, stores } = await serve();
      const { cookie } = await signOn(stores);
      expect((await post(`${AT}?_action=logoutByHandle`, body, { cookie })).status).toBe(400);
    },
  );
});

describe('an anonymous session', () => {
  const nobody = { userId: 'anonymous x', username: 'anonymous', anonymous: true, evidence: [] } as const;

  test('is valid, tells of itself and can be ended', async () => {
    const { post, stores } = await serve();
    const { cookie } = await signOn(stores, nobody);
    const said = async (action: string) => (await post(`${AT}?_action=${action}`, {}, { cookie })).json();
    expect(await said('validate')).toMatchObject({ valid: true, uid: 'anonymous' });
    expect(await said('getSessionInfo')).toMatchObject({ username: 'anonymous' });
    expect(await said('logout')).toEqual({ result: 'Successfully logged out' });
    expect(await said('validate')).toEqual({ valid: false });
  });

  test.each([
    ['POST', '/am/json/realms/root/realms/alpha/users?_action=idFromSession'],
    ['GET', '/am/json/realms/root/realms/alpha/users/anonymous'],
    ['GET', '/am/json/realms/root/realms/alpha/users/anonymous/devices/2fa/push?_queryFilter=true'],
    ['GET', '/am/json/realms/root/realms/alpha/users/anonymous/devices/profile?_queryFilter=true'],
    ['GET', `${AT}?_queryFilter=true`],
    ['POST', `${AT}?_action=logoutByHandle`],
  ])('is nobody to whom asks who it is: %s %s', async (method, path) => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores, nobody);
    const headers = { cookie, 'accept-api-version': 'resource=2.1' };
    expect((await call(path, { method, headers })).status).toBe(401);
  });

  test('administers nothing and gets no token for applications, whatever it is called', async () => {
    const asked: unknown[] = [];
    const oauth2 = {
      administration: async () => undefined,
      answer: async (request: { readonly signedOn?: unknown }, response: { end(): void }) => {
        asked.push(request.signedOn);
        response.end();
      },
    };
    const { call, stores } = await serve({ deps: { oauth2 } });
    const root = await signOn(stores, { ...nobody, realm: '/', username: 'amadmin' });
    expect((await call('/api/me', { headers: { cookie: root.cookie } })).status).toBe(401);
    const { cookie } = await signOn(stores, nobody);
    await call('/am/oauth2/realms/root/realms/alpha/authorize', { headers: { cookie } });
    const known = await signOn(stores);
    await call('/am/oauth2/realms/root/realms/alpha/authorize', { headers: { cookie: known.cookie } });
    expect(asked).toEqual([undefined, expect.objectContaining({ session: known.session })]);
  });
});
