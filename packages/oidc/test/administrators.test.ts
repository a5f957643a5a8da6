import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CALLBACK, evidence, type Served, serve, session, spa } from './fixture.ts';

const TREES = '/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees/trees?_queryFilter=true';
const TEMPLATES = '/openidm/config?_queryFilter=true';
const ALL = 'fr:am:* fr:idm:* openid';

/** A server with an administrator of the root realm, whose programs ask as Frodo does. */
async function administration() {
  const served = await serve();
  const ann = { id: randomUUID(), realm: '/', username: 'ann', active: true, attributes: { roles: ['administrator'] } };
  await served.stores.identities.create({ ...ann, passwordHash: undefined, createdAt: Date.now() });
  const token = await session(served, { realm: '/', username: 'ann' });
  return { served, ann, session: token };
}

interface Asked {
  readonly client?: string;
  readonly scope?: string;
  readonly realm?: string;
  /** Token of a session; also what the form proves it by, unless `csrf` says otherwise. */
  readonly session: string;
  readonly csrf?: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** Asks for a code, and does not follow where the answer leads. */
async function authorize(
  served: Served,
  { client = 'idmAdminClient', scope = ALL, realm = '', session: token, csrf = token, more = {} }: Asked,
) {
  const verifier = randomBytes(32).toString('base64url');
  const form = {
    redirect_uri: `${served.url}/platform/appAuthHelperRedirect.html`,
    scope,
    response_type: 'code',
    client_id: client,
    csrf,
    decision: 'allow',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  const response = await served.call(`/am/oauth2${realm}/authorize`, {
    method: 'POST',
    headers: { cookie: `iPlanetDirectoryPro=${token}` },
    body: new URLSearchParams(form),
  });
  const location = response.headers.get('location');
  const told = new URL(location ?? served.url, served.url);
  return { status: response.status, location, told: told.searchParams, verifier, redirect: form.redirect_uri };
}

async function exchange(
  served: Served,
  code: string,
  verifier: string,
  redirect: string,
  { client = 'idmAdminClient', basic = false } = {},
) {
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect };
  const response = await served.call('/am/oauth2/access_token', {
    method: 'POST',
    headers: basic ? { authorization: `Basic ${Buffer.from(`${client}:doesnotmatter`).toString('base64')}` } : {},
    body: new URLSearchParams(basic ? form : { ...form, client_id: client }),
  });
  return (await response.json()) as { access_token?: string; refresh_token?: string; scope?: string; expires_in?: number; error?: string };
}

/** An access token of an administrator. */
async function accessToken(served: Served, asked: Asked): Promise<string> {
  const { told, verifier, redirect } = await authorize(served, asked);
  const { access_token: token } = await exchange(served, told.get('code') ?? '', verifier, redirect, {
    client: asked.client ?? 'idmAdminClient',
  });
  if (token === undefined) throw new Error(`No token: ${told}`);
  return token;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function statusOf(served: Served, path: string, token: string): Promise<number> {
  return (await served.call(path, bearer(token))).status;
}

describe('a program of an administrator', () => {
  it.each([
    ['idmAdminClient', true],
    ['idm-admin-ui', false],
  ])('gets a token as %s and administers with it, without a cookie', async (client, basic) => {
    const { served, session: token } = await administration();
    const { status, location, told, verifier, redirect } = await authorize(served, { client, session: token });
    expect([status, location?.startsWith(`${redirect}?`)]).toEqual([302, true]);
    const answer = await exchange(served, told.get('code') ?? '', verifier, redirect, { client, basic });
    expect(answer.scope?.split(' ').sort()).toEqual(['fr:am:*', 'fr:idm:*', 'openid']);
    expect(answer.expires_in, 'it is short-lived').toBeLessThanOrEqual(600);
    expect(answer.refresh_token).toBeUndefined();
    const access = answer.access_token ?? '';
    expect(await statusOf(served, TREES, access)).toBe(200);
    expect(await statusOf(served, TEMPLATES, access)).toBe(200);
    const written = await served.call('/openidm/config/emailTemplate/hello', {
      method: 'PUT',
      headers: { ...bearer(access).headers, 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true, from: 'a@example.com', subject: { en: 'Hello' }, message: { en: 'Hello' } }),
    });
    expect(written.status, 'no other site can send the header, so no other is needed').toBe(201);
    expect(served.logged).toContainEqual(expect.objectContaining({ event: 'email_template.written', by: 'ann' }));
    expect(JSON.stringify(served.logged)).not.toContain(access);
    expect(await (await served.call('/environment/scopes/service-accounts', bearer(access))).json()).toMatchObject([
      { scope: 'fr:am:*' },
      { scope: 'fr:idm:*' },
    ]);
    expect(await statusOf(served, '/environment/variables', access)).toBe(404);
  });

  it('reaches what its scopes are for, and nothing else', async () => {
    const { served, session: token } = await administration();
    const idm = await accessToken(served, { session: token, scope: 'fr:idm:* openid fr:idc:esv:*' });
    expect([await statusOf(served, TEMPLATES, idm), await statusOf(served, TREES, idm)]).toEqual([200, 403]);
    const am = await accessToken(served, { session: token, scope: 'fr:am:*' });
    expect([await statusOf(served, TEMPLATES, am), await statusOf(served, TREES, am)]).toEqual([403, 200]);
    expect(await statusOf(served, '/api/me', am), 'the editor has its session').toBe(401);
  });

  it('gets none by a session without a second factor where administrators must have one', async () => {
    const { served, ann, session: token } = await administration();
    await served.stores.services.set('/', 'administratorSignOn', { secondFactor: 'required' });
    expect((await authorize(served, { session: token })).told.get('error')).toBe('access_denied');
    const proved = (['knowledge:password', 'possession:passkey'] as const).map((factor) => ({
      ...evidence(factor, Date.now()),
      subjectId: ann.id,
    }));
    const both = await session(served, { realm: '/', username: 'ann', evidence: proved });
    expect(await statusOf(served, TREES, await accessToken(served, { session: both, scope: 'fr:am:*' }))).toBe(200);
  });

  it('is taken for one of a plain AM when it asks for no right', async () => {
    const { served, session: token } = await administration();
    for (const client of ['idmAdminClient', 'idm-admin-ui']) {
      const { told } = await authorize(served, { client, session: token, scope: 'openid' });
      expect([told.get('code'), told.get('error')]).toEqual([null, 'invalid_scope']);
    }
  });
});

describe('the rights of administrators are not got', () => {
  it.each(['idmAdminClient', 'idm-admin-ui'])('by somebody who has none, as %s', async (client) => {
    const { served } = await administration();
    const demo = await session(served, { realm: '/' });
    const { told } = await authorize(served, { client, session: demo, scope: 'fr:idm:*' });
    expect([told.get('code'), told.get('error')]).toEqual([null, 'access_denied']);
  });

  it('by somebody of another realm who has the value in an attribute', async () => {
    const { served } = await administration();
    const eve = { id: randomUUID(), realm: '/alpha', username: 'ann', active: true, attributes: { roles: ['administrator'] } };
    await served.stores.identities.create({ ...eve, passwordHash: undefined, createdAt: Date.now() });
    const token = await session(served, { username: 'ann' });
    expect((await authorize(served, { session: token, realm: '/realms/root/realms/alpha' })).status, 'no such client there').toBe(400);
    expect((await authorize(served, { session: token })).told.get('code'), 'nobody is signed on at the root realm').toBeNull();
  });

  it.each([
    ['a form of another site', { csrf: 'x' }, 'access_denied'],
    ['a form of another site that asks for agreement', { csrf: 'x', more: { prompt: 'consent' } }, 'access_denied'],
    ['a request without PKCE', { more: { code_challenge: '', code_challenge_method: '' } }, 'invalid_request'],
    ['plain PKCE', { more: { code_challenge_method: 'plain' } }, 'invalid_request'],
  ])('by %s', async (_what, more, error) => {
    const { served, session: token } = await administration();
    const { told } = await authorize(served, { session: token, ...more });
    expect([told.get('code'), told.get('error')]).toEqual([null, error]);
  });

  it('by a link', async () => {
    const { served, session: token } = await administration();
    const query = new URLSearchParams({
      client_id: 'idmAdminClient',
      response_type: 'code',
      scope: ALL,
      redirect_uri: `${served.url}/platform/appAuthHelperRedirect.html`,
      code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
      code_challenge_method: 'S256',
      csrf: token,
      decision: 'allow',
    });
    const response = await served.call(`/am/oauth2/authorize?${query}`, { headers: { cookie: `iPlanetDirectoryPro=${token}` } });
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied');
  });

  it.each(['https://evil.example/platform/appAuthHelperRedirect.html', '/platform/appAuthHelperRedirect.html?x', '/other'])(
    'at the address %s',
    async (address) => {
      const { served, session: token } = await administration();
      const answer = await authorize(served, { session: token, more: { redirect_uri: new URL(address, served.url).href } });
      expect([answer.status, answer.location]).toEqual([400, null]);
    },
  );

  it('by a token of another client, whatever its scopes are called', async () => {
    const { served, session: token } = await administration();
    const redirect = { redirectionUris: [CALLBACK], scopes: ['openid', 'fr:am:*', 'fr:idm:*'] };
    await served.addClient('app', { ...spa, ...redirect }, '/');
    const { told, verifier } = await authorize(served, { client: 'app', session: token, more: { redirect_uri: CALLBACK } });
    const { access_token: access = '' } = await exchange(served, told.get('code') ?? '', verifier, CALLBACK, { client: 'app' });
    expect(access).not.toBe('');
    for (const path of [TREES, TEMPLATES]) expect(await statusOf(served, path, access)).toBe(401);
  });

  it('by a client of the same name that somebody makes', async () => {
    const { served } = await administration();
    await expect(served.addClient('idmAdminClient', spa, '/')).rejects.toMatchObject({ code: 'client.id' });
  });

  it('by what is no token, though a good cookie comes with it', async () => {
    const { served, session: token } = await administration();
    for (const authorization of ['Bearer nonsense', 'Bearer', 'bearer  ', `Bearer ${'x'.repeat(600)}`]) {
      const response = await served.call(TREES, { headers: { authorization, cookie: `iPlanetDirectoryPro=${token}` } });
      expect(response.status, authorization).toBe(401);
    }
  });
});

describe('a token of an administrator stops', () => {
  it('when the right is taken away, at once, and so does a code', async () => {
    const { served, ann, session: token } = await administration();
    const access = await accessToken(served, { session: token });
    const { told, verifier, redirect } = await authorize(served, { session: token });
    expect(await statusOf(served, TREES, access)).toBe(200);
    await served.stores.identities.update('/', ann.id, (kept) => ({ ...kept, attributes: { roles: ['auditor'] } }));
    for (const path of [TREES, TEMPLATES]) expect(await statusOf(served, path, access)).toBe(401);
    expect(await exchange(served, told.get('code') ?? '', verifier, redirect)).toMatchObject({ error: 'invalid_grant' });
  });

  it('when a second factor is required from now on and its session has none, at once, and so does a code', async () => {
    const { served, ann, session: token } = await administration();
    const proved = (['knowledge:password', 'possession:passkey'] as const).map((factor) => ({
      ...evidence(factor, Date.now()),
      subjectId: ann.id,
    }));
    const access = await accessToken(served, { session: token });
    const both = await accessToken(served, { session: await session(served, { realm: '/', username: 'ann', evidence: proved }) });
    const { told, verifier, redirect } = await authorize(served, { session: token });
    await served.stores.services.set('/', 'administratorSignOn', { secondFactor: 'required' });
    for (const path of [TREES, TEMPLATES])
      expect([await statusOf(served, path, access), await statusOf(served, path, both)]).toEqual([401, 200]);
    expect(await exchange(served, told.get('code') ?? '', verifier, redirect)).toMatchObject({ error: 'invalid_grant' });
    await served.stores.services.set('/', 'administratorSignOn', { secondFactor: 'offered' });
    expect(await statusOf(served, TREES, access), 'it is the rule of now that counts').toBe(200);
  });

  it('when the administrator is switched off, or signs off', async () => {
    const { served, ann, session: token } = await administration();
    const access = await accessToken(served, { session: token });
    await served.call('/am/json/realms/root/sessions?_action=logout', {
      method: 'POST',
      headers: { iPlanetDirectoryPro: token, 'content-type': 'application/json' },
    });
    expect(await statusOf(served, TREES, access)).toBe(401);
    const again = await accessToken(served, { session: await session(served, { realm: '/', username: 'ann' }) });
    expect(await statusOf(served, TREES, again)).toBe(200);
    await served.stores.identities.update('/', ann.id, (kept) => ({ ...kept, active: false }));
    expect(await statusOf(served, TREES, again)).toBe(401);
  });
});
