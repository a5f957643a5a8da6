import { randomUUID } from 'node:crypto';
import type { ApiScope } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { apiServer, assertion, PUBLIC_URL, rsaKey, TOKEN } from './rig.ts';

const READS: readonly ApiScope[] = ['okta.oag.idp.read', 'okta.oag.app.read'];

describe('a client of the offline API', () => {
  it('gets a token for five minutes by the form and the assertion of the seed, and calls with it', async () => {
    const { client, ask, callerWith } = await apiServer();
    const { id } = await client(READS);
    const { response, answer } = await ask({ client_assertion: assertion(id), scope: 'okta.oag.idp.read' });
    expect(response.status).toBe(200);
    expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300, scope: 'okta.oag.idp.read' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const call = callerWith(String(answer['access_token']));
    expect(await call('GET', '/idps')).toMatchObject({ status: 200, json: [{ name: 'Push' }] });
    expect(await call('GET', '/certificates'), 'no scope for this').toMatchObject({ status: 403 });
  });

  it('may name the token endpoint as audience, say its id in the form, and ask by the claim "scope"', async () => {
    const { client, ask } = await apiServer();
    const { id } = await client(READS);
    const claims = { aud: `${PUBLIC_URL}${TOKEN}`, scope: 'okta.oag.app.read' };
    expect((await ask({ client_assertion: assertion(id, claims), client_id: id })).answer).toMatchObject({ scope: 'okta.oag.app.read' });
    expect((await ask({ client_assertion: assertion(id) })).answer, 'all it has when it names none').toMatchObject({
      scope: READS.join(' '),
    });
  });

  it('gets no scope that it has not, or that its assertion does not name, and may ask again with the same assertion', async () => {
    const { client, ask } = await apiServer();
    const { id } = await client(READS);
    const jwt = assertion(id, { scope: 'okta.oag.idp.read' });
    for (const scope of ['okta.oag.idp.manage', 'okta.oag.app.read', ' ', 'okta.oag.idp.read openid'])
      expect(await ask({ client_assertion: jwt, scope })).toMatchObject({ status: 400, answer: { error: 'invalid_scope' } });
    expect(await ask({ client_assertion: jwt, scope: 'okta.oag.idp.read' })).toMatchObject({ status: 200 });
  });

  it('signs on once with an assertion, of several at once one, also after a restart', async () => {
    const { client, ask, server, folder } = await apiServer();
    const { id } = await client(READS);
    const plain = assertion(id);
    const named = assertion(id, { jti: 'one' });
    const many = await Promise.all([plain, plain, plain, plain].map((jwt) => ask({ client_assertion: jwt })));
    expect(many.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await ask({ client_assertion: named })).toMatchObject({ status: 200 });
    expect(await ask({ client_assertion: assertion(id, { jti: 'one', more: 1 }) }), 'the id decides').toMatchObject({ status: 401 });
    await server.stop();
    const again = await apiServer({ directory: folder });
    for (const jwt of [plain, named])
      expect(await again.ask({ client_assertion: jwt })).toMatchObject({ status: 401, answer: { error: 'invalid_client' } });
    expect(await again.ask({ client_assertion: assertion(id) }), 'the client is still there').toMatchObject({ status: 200 });
  });

  it('has no token any more when it is removed, or its key is replaced', async () => {
    const { client, ask, desk, callerWith } = await apiServer();
    const { id } = await client(READS);
    const other = rsaKey();
    const signOn = async (by?: typeof other.privateKey) =>
      (await ask({ client_assertion: assertion(id, {}, by === undefined ? {} : { by }) })).answer;
    const first = callerWith(String((await signOn())['access_token']));
    await desk.rotate(id, other.publicKey.export({ format: 'jwk' }) as never, true);
    expect((await first('GET', '/idps')).status, 'the key before was kept').toBe(200);
    expect(await signOn()).toHaveProperty('access_token');
    await desk.rotate(id, rsaKey().publicKey.export({ format: 'jwk' }) as never);
    expect((await first('GET', '/idps')).status).toBe(401);
    expect(await signOn()).toMatchObject({ error: 'invalid_client' });
    expect(await signOn(other.privateKey)).toMatchObject({ error: 'invalid_client' });

    const second = await client(READS);
    const call = callerWith(String((await ask({ client_assertion: assertion(second.id) })).answer['access_token']));
    expect((await call('GET', '/idps')).status).toBe(200);
    await desk.remove(second.id);
    expect((await call('GET', '/idps')).status).toBe(401);
  });

  it('is known by its key, and not by the key of another client', async () => {
    const { client, ask } = await apiServer();
    const foreign = rsaKey();
    const { id } = await client(READS);
    const other = await client(READS, '/alpha', foreign.publicKey);
    expect(await ask({ client_assertion: assertion(id, {}, { by: foreign.privateKey }) })).toMatchObject({ status: 401 });
    expect(await ask({ client_assertion: assertion(other.id) })).toMatchObject({ status: 401 });
    expect(await ask({ client_assertion: assertion(id), client_id: other.id })).toMatchObject({ status: 401 });
  });

  it('is kept without a private key, and not with a weak one', async () => {
    const { desk, workspace, client } = await apiServer();
    const { privateKey } = rsaKey();
    const jwk = privateKey.export({ format: 'jwk' });
    const { id } = await client(READS, '/alpha', privateKey);
    const keptText = JSON.stringify(await workspace.stores.realmObjects.get('/', 'apiClient', id));
    expect(keptText).toContain(String(jwk.n));
    for (const part of [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]) expect(keptText).not.toContain(String(part));
    const request = { label: 'weak', realm: '/alpha', scopes: [...READS] };
    const { n } = rsaKey(1_024).publicKey.export({ format: 'jwk' }) as { n: string };
    const padded = { kty: 'RSA' as const, n: n.padStart(344, 'A'), e: 'AQAB' as const };
    await expect(desk.create({ ...request, key: padded })).rejects.toMatchObject({ code: 'api_client.key' });
    for (const wrong of [
      { kty: 'RSA', n, e: 'AQAB' },
      { ...jwk, e: 'AQ' },
      { kty: 'oct', k: 'AAAA' },
    ])
      await expect(desk.create({ ...request, key: wrong as never })).rejects.toThrow();
  });
});

describe('a token is refused', () => {
  const now = Math.floor(Date.now() / 1000);
  const wrong: readonly (readonly [what: string, claims: object])[] = [
    ['for another server', { aud: 'https://elsewhere.example' }],
    ['for a server that only begins so', { aud: `${PUBLIC_URL}.evil.example` }],
    ['for another endpoint', { aud: `${PUBLIC_URL}/am/oauth2/access_token` }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: randomUUID() }],
    ['of an issuer that is no text', { iss: { a: 1 } }],
    ['of nobody', { iss: undefined }],
    ['about somebody else', { sub: 'amadmin' }],
    ['about nobody', { sub: undefined }],
    ['that has expired', { iat: now - 400, exp: now - 120 }],
    ['that never expires', { exp: undefined }],
    ['that expires tomorrow', { exp: now + 86_400 }],
    ['that does not say when it was made', { iat: undefined }],
    ['that is made tomorrow', { iat: now + 86_400 }],
    ['that is not good yet', { nbf: now + 3_600 }],
    ['with an empty id', { jti: '' }],
    ['with an id that is no text', { jti: 5 }],
  ];
  it('for an assertion with which anything is wrong, and nobody is told what', async () => {
    const { client, ask } = await apiServer({ environment: { WAYGATE_OFFLINE_API_FROM: '127.0.0.0/8' } });
    const { id } = await client(READS);
    for (const [what, claims] of wrong) {
      const { status, answer } = await ask({ client_assertion: assertion(id, claims) });
      expect([status, answer], what).toEqual([401, { error: 'invalid_client', error_description: 'The assertion is not good.' }]);
    }
  });

  it('for one without a signature, or that is signed with the public key as a secret', async () => {
    const { client, ask } = await apiServer();
    const key = rsaKey();
    const { id } = await client(READS, '/alpha', key.publicKey);
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { n } = key.publicKey.export({ format: 'jwk' });
    const good = assertion(id, {}, { by: key.privateKey });
    for (const jwt of [
      assertion(id, {}, { by: null }),
      assertion(id, {}, { by: pem }),
      assertion(id, {}, { by: String(n) }),
      assertion(id, {}, { by: pem, header: { alg: 'RS256' } }),
      assertion(id, {}, { by: key.privateKey, header: { alg: 'none' } }),
      assertion(id, {}, { by: key.privateKey, header: { alg: 'RS512' } }),
      assertion(id, {}, { by: key.privateKey, header: { alg: 'PS256' } }),
      assertion(id, {}, { by: key.privateKey, header: { crit: ['b64'], b64: false } }),
      `${good.slice(0, good.lastIndexOf('.'))}.`,
      `${good}.x`,
      'nonsense',
      '',
      'x'.repeat(5_000),
    ])
      expect(await ask({ client_assertion: jwt }), jwt.slice(0, 40)).toMatchObject({ status: 401, answer: { error: 'invalid_client' } });
    expect(await ask({ client_assertion: good })).toMatchObject({ status: 200 });
  });

  it('for a form that is not as it should be, in the form of OAuth', async () => {
    const { client, ask, url } = await apiServer();
    const { id } = await client(READS);
    const jwt = assertion(id);
    for (const [more, error] of [
      [{ grant_type: 'password' }, 'unsupported_grant_type'],
      [{ grant_type: undefined }, 'unsupported_grant_type'],
      [{ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }, 'invalid_request'],
      [{ client_assertion_type: undefined }, 'invalid_request'],
    ] as const) {
      const { status, answer, response } = await ask({ client_assertion: jwt, ...more });
      expect([status, answer['error']]).toEqual([400, error]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
    expect((await ask({ client_assertion: undefined })).status).toBe(401);
    const post = async (body: string, type: string) => {
      const response = await fetch(`${url}${TOKEN}`, { method: 'POST', headers: { 'content-type': type }, body });
      return [response.status, ((await response.json()) as { error: string }).error];
    };
    const twice = 'grant_type=client_credentials&grant_type=client_credentials';
    expect(await post(twice, 'application/x-www-form-urlencoded')).toEqual([400, 'invalid_request']);
    expect(await post('{}', 'application/json')).toEqual([400, 'invalid_request']);
    expect(await post(`a=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded')).toEqual([400, 'invalid_request']);
    const got = await fetch(`${url}${TOKEN}`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await ask({ client_assertion: jwt }), 'none of that used it up').toMatchObject({ status: 200 });
  });

  it('when an address asks too often, and it is told when to come again', async () => {
    const { client, ask } = await apiServer({ environment: { WAYGATE_TRUSTED_PROXIES: '127.0.0.1' } });
    const { id } = await client(READS);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let n = 0; n < 30; n += 1) expect((await ask({ client_assertion: 'x' }, from('10.0.0.1'))).status).toBe(401);
    const { response, answer } = await ask({ client_assertion: assertion(id) }, from('10.0.0.1'));
    expect([response.status, answer['error']]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await ask({ client_assertion: assertion(id) }, from('10.0.0.2')), 'another address may').toMatchObject({ status: 200 });
  });
});

describe('an address', () => {
  it('of the Internet may not call, whoever says so', async () => {
    const { client, ask, url } = await apiServer({ environment: { WAYGATE_TRUSTED_PROXIES: '127.0.0.1' } });
    const { id } = await client(READS);
    for (const address of ['203.0.113.9', '2001:db8::1', '172.32.0.1', '11.0.0.1']) {
      const headers = { 'x-forwarded-for': address };
      expect(await ask({ client_assertion: assertion(id) }, headers), address).toMatchObject({
        status: 403,
        answer: { error: 'access_denied' },
      });
      for (const path of ['/idps', '/openapi.json', '/nothing']) {
        const response = await fetch(`${url}/api/v2${path}`, { headers });
        expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ errorCode: 'E0000006' })]);
      }
    }
    for (const address of ['10.1.2.3', '172.16.0.1', '192.168.1.1', '127.0.0.1', 'fd00::1', '::1'])
      expect((await ask({ client_assertion: assertion(id) }, { 'x-forwarded-for': address })).status, address).toBe(200);
  });

  it('cannot say of itself where it is when no proxy is trusted', async () => {
    const { client, ask } = await apiServer({ environment: { WAYGATE_OFFLINE_API_FROM: '10.0.0.0/8' } });
    const { id } = await client(READS);
    expect((await ask({ client_assertion: assertion(id) }, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
  });
});
