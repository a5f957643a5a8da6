import { oauthClient } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { clientDesk } from '../../src/client-desk.ts';
import { hardenedServer } from './rig.ts';

const PROXIED = { WAYGATE_TRUSTED_PROXIES: '127.0.0.1', WAYGATE_ADDRESS_LIMITS_EXCEPT: '192.0.2.99' };
const LOGIN = '/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login';
const JSON_TYPE = { 'content-type': 'application/json' };

async function limited(limits: string, more: Readonly<Record<string, string>> = {}) {
  const served = await hardenedServer({ ...PROXIED, WAYGATE_ADDRESS_LIMITS: limits, ...more });
  await served.stores.identities.create({
    id: 'anna',
    realm: '/alpha',
    username: 'anna',
    active: true,
    attributes: {},
    passwordHash: 'plain:right',
    createdAt: 0,
  });
  const post = (path: string, from: string, body: unknown = {}) =>
    served.call(path, { method: 'POST', headers: { ...JSON_TYPE, 'x-forwarded-for': from }, body: JSON.stringify(body) });
  /** Types name and password. */
  const tryPassword = async (from: string, username: string, password: string) => {
    const started = await post(LOGIN, from);
    const step = (await started.json()) as { callbacks: { type: string; input: { value: unknown }[] }[] };
    for (const { type, input } of step.callbacks) {
      const [first] = input;
      if (first !== undefined) first.value = type === 'NameCallback' ? username : password;
    }
    return { step, answer: await post(LOGIN, from, step) };
  };
  const statuses = async (many: number, send: () => Promise<Response>) => {
    const all: number[] = [];
    for (let index = 0; index < many; index += 1) all.push((await send()).status);
    return all;
  };
  return { ...served, post, tryPassword, statuses };
}

describe('one address', () => {
  it('begins so many sign-ons in a minute and is told then when it may again; others are not held up', async () => {
    const { post, statuses } = await limited('starts=3');
    expect(await statuses(4, () => post(LOGIN, '192.0.2.1'))).toEqual([200, 200, 200, 429]);
    const refused = await post(LOGIN, '192.0.2.1');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      code: 429,
      reason: 'Too Many Requests',
      message: expect.stringMatching(/Try again/),
      detail: { errorCode: 'requests.too_many' },
    });
    expect((await post(LOGIN, '192.0.2.2')).status).toBe(200);
  });

  it('of IPv6 is a network of 64 bits', async () => {
    const { post, statuses } = await limited('starts=2');
    const hosts = [':1', ':2', 'ffff:1:2:3'];
    expect(await statuses(3, () => post(LOGIN, `2001:db8:1:2:${hosts.shift()}`))).toEqual([200, 200, 429]);
    expect((await post(LOGIN, '2001:db8:1:3::1')).status).toBe(200);
  });

  it('answers so many steps', async () => {
    const { post, statuses } = await limited('steps=2');
    expect(await statuses(3, () => post(LOGIN, '192.0.2.1', { authId: 'x' }))).toEqual([400, 400, 429]);
  });

  it('tries one password on so many people and no more, whoever they are, and who types the right one uses nothing up', async () => {
    const { tryPassword, post } = await limited('tries=3');
    for (const from of ['a', 'b', 'c', 'd', 'e', 'f']) {
      expect((await tryPassword('192.0.2.5', 'anna', 'right')).answer.status, from).toBe(200);
    }
    const statuses: number[] = [];
    for (const name of ['anna', 'demo', 'nobody-is-called-this', 'anna'])
      statuses.push((await tryPassword('192.0.2.1', name, 'Spring2026!').catch(() => ({ answer: { status: 429 } }))).answer.status);
    expect(statuses.slice(0, 3)).not.toContain(429);
    expect(statuses.at(3)).toBe(429);
    expect((await post(LOGIN, '192.0.2.2')).status).toBe(200);
  });

  it('does not get past that by trying all at once, and a step that was refused is still good', async () => {
    const { post, stores } = await limited('tries=4');
    const steps = await Promise.all(
      Array.from(
        { length: 3 },
        async () => (await post(LOGIN, '192.0.2.99')).json() as Promise<{ callbacks: { type: string; input: { value: unknown }[] }[] }>,
      ),
    );
    const typed = (step: (typeof steps)[number], password: string) => ({
      ...step,
      callbacks: step.callbacks.map((one) => ({
        ...one,
        input: one.input.map((field) => ({ ...field, value: one.type === 'NameCallback' ? 'anna' : password })),
      })),
    });
    // All tries of an address are taken while they are under way.
    const many = await Promise.all(
      Array.from({ length: 20 }, async (_none, index) => {
        const step = (await (await post(LOGIN, '192.0.2.99')).json()) as (typeof steps)[number];
        return post(LOGIN, '192.0.2.1', typed(step, `wrong ${index}`));
      }),
    );
    expect(many.filter(({ status }) => status !== 429).length).toBeLessThanOrEqual(4);
    const [kept] = steps;
    if (kept === undefined) throw new Error('No step.');
    expect((await post(LOGIN, '192.0.2.1', typed(kept, 'right'))).status).toBe(429);
    expect((await post(LOGIN, '192.0.2.2', typed(kept, 'right'))).status).toBe(200);
    expect(await stores.signOnSessions.listByUser('/alpha', 'anna', Date.now())).toHaveLength(1);
  });

  it('asks an authorization server so often, and reads its keys as often as it likes', async () => {
    const { post, call, statuses } = await limited('tokens=2');
    const at = '/am/oauth2/realms/root/realms/alpha';
    expect((await statuses(3, () => post(`${at}/access_token`, '192.0.2.1'))).at(2)).toBe(429);
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect(await statuses(3, () => call(`${at}/connect/jwk_uri`, { headers }))).toEqual([200, 200, 200]);
    expect(await statuses(3, () => call(`${at}/.well-known/openid-configuration`, { headers }))).toEqual([200, 200, 200]);
  });

  it('is told in the form of OAuth when it may ask an authorization server again', async () => {
    const { post } = await limited('tokens=1');
    const ask = () => post('/am/oauth2/realms/root/realms/alpha/access_token', '192.0.2.1');
    await ask();
    const refused = await ask();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await refused.json()).toEqual({ error: 'temporarily_unavailable', error_description: expect.stringMatching(/Try again/) });
  });

  it('of a client that proves itself asks as often as it likes, and whoever proves nothing does not', async () => {
    const { call, statuses, workspace } = await limited('tokens=2');
    const client = (settings: object) => oauthClient.parse({ scopes: ['read'], grantTypes: ['client_credentials'], ...settings });
    const { secret = '' } = await clientDesk(workspace).create('/alpha', 'gateway', { settings: client({}) });
    await clientDesk(workspace).create('/alpha', 'spa', {
      settings: client({ clientType: 'Public', grantTypes: ['authorization_code'], redirectionUris: ['https://app.example/back'] }),
    });
    const at = '/am/oauth2/realms/root/realms/alpha';
    const send = (path: string, form: Record<string, string>, from: string) =>
      call(`${at}/${path}`, { method: 'POST', headers: { 'x-forwarded-for': from }, body: new URLSearchParams(form) });
    const own = { client_id: 'gateway', client_secret: secret };
    const grant = () => send('access_token', { ...own, grant_type: 'client_credentials', scope: 'read' }, '192.0.2.1');
    expect(await statuses(4, grant)).toEqual([200, 200, 200, 200]);
    const { access_token: token } = (await (await grant()).json()) as { access_token: string };
    expect(await statuses(4, () => send('introspect', { ...own, token }, '192.0.2.1'))).toEqual([200, 200, 200, 200]);
    const tokeninfo = (value: string) => () =>
      call(`${at}/tokeninfo`, { headers: { authorization: `Bearer ${value}`, 'x-forwarded-for': '192.0.2.1' } });
    expect(await statuses(4, tokeninfo(token))).toEqual([200, 200, 200, 200]);
    expect(await statuses(3, tokeninfo('made-up'))).toEqual([401, 401, 429]);
    // A public client says a name that everybody knows.
    const named = (path: string, from: string) => statuses(3, () => send(path, { client_id: 'spa', token: 'made-up' }, from));
    expect((await named('introspect', '192.0.2.2')).at(2)).toBe(429);
    expect((await named('token/revoke', '192.0.2.3')).at(2)).toBe(429);
    const wrong = () => send('introspect', { ...own, client_secret: 'a guess', token }, '192.0.2.4');
    expect(await statuses(3, wrong)).toEqual([401, 401, 429]);
  });

  it('guesses the secret of a client so often', async () => {
    const { call, statuses, workspace } = await limited('tries=2, tokens=0');
    const settings = oauthClient.parse({ scopes: ['read'], grantTypes: ['client_credentials'] });
    const { secret = '' } = await clientDesk(workspace).create('/alpha', 'machine', { settings });
    const ask = (client_secret: string, from = '192.0.2.1') =>
      call('/am/oauth2/realms/root/realms/alpha/access_token', {
        method: 'POST',
        headers: { 'x-forwarded-for': from },
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'machine', client_secret, scope: 'read' }),
      });
    expect(await statuses(3, () => ask(secret))).toEqual([200, 200, 200]);
    expect(await statuses(3, () => ask('a guess'))).toEqual([401, 401, 429]);
    expect((await ask(secret, '192.0.2.2')).status).toBe(200);
  });

  it('posts so many answers of phones', async () => {
    const { post, statuses } = await limited('pushes=1');
    const push = '/am/json/realms/root/realms/alpha/push/sns/message?_action=authenticate';
    expect((await statuses(2, () => post(push, '192.0.2.1', { jwt: 'x' }))).at(1)).toBe(429);
  });

  it('is the one of the connection, whatever a client says that no trusted proxy forwards', async () => {
    const { post, statuses } = await limited('starts=2', { WAYGATE_TRUSTED_PROXIES: '198.51.100.1' });
    const made = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    expect(await statuses(3, () => post(LOGIN, made.shift() ?? ''))).toEqual([200, 200, 429]);
  });
});

it('no limit holds where it is 0, for who is excepted, and for this machine when nobody says otherwise', async () => {
  const endless = await limited('starts=0');
  expect(new Set(await endless.statuses(5, () => endless.post(LOGIN, '192.0.2.1')))).toEqual(new Set([200]));
  const excepted = await limited('starts=1');
  expect(new Set(await excepted.statuses(5, () => excepted.post(LOGIN, '192.0.2.99')))).toEqual(new Set([200]));
  const own = await hardenedServer({ WAYGATE_ADDRESS_LIMITS: 'starts=1' });
  for (let turn = 0; turn < 3; turn += 1) expect((await own.call(LOGIN, { method: 'POST', headers: JSON_TYPE })).status).toBe(200);
});

it.each(['x-forwarded-for', 'x-real-ip', 'forwarded'])(
  'a proxy on this machine that nobody named has limits, told by its %s',
  async (header) => {
    const unnamed = await hardenedServer({ WAYGATE_ADDRESS_LIMITS: 'starts=1' });
    const start = (from: string) => unnamed.call(LOGIN, { method: 'POST', headers: { ...JSON_TYPE, [header]: from } });
    expect([(await start('192.0.2.1')).status, (await start('192.0.2.2')).status]).toEqual([200, 429]);
    expect((await unnamed.call(LOGIN, { method: 'POST', headers: JSON_TYPE })).status, 'this machine itself').toBe(200);
  },
);

it('this machine has no limit where it comes by a proxy that is named', async () => {
  const { call } = await hardenedServer({ WAYGATE_ADDRESS_LIMITS: 'starts=1', WAYGATE_TRUSTED_PROXIES: '127.0.0.1' });
  const start = (from: string) => call(LOGIN, { method: 'POST', headers: { ...JSON_TYPE, 'x-forwarded-for': from } });
  for (const [from, status] of [
    ['127.0.0.1', 200],
    ['127.0.0.1', 200],
    ['192.0.2.1', 200],
    ['192.0.2.1', 429],
  ] as const)
    expect((await start(from)).status).toBe(status);
});

it('what was refused is counted, by the limit', async () => {
  const { post, statuses, call } = await limited('starts=1');
  await statuses(3, () => post(LOGIN, '192.0.2.1'));
  expect(await (await call('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).text()).toContain(
    'waygate_requests_limited_total{limit="starts"} 2',
  );
});
