import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { type ServiceAccountRequest, serviceAccountRequest } from '@waygate/schema';
import { importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createServiceAccountDesk, newServiceAccountKey } from '../src/administration.ts';
import { type Served, serve } from './fixture.ts';

const TREES = '/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees/trees?_queryFilter=true';
const TEMPLATES = '/openidm/config?_queryFilter=true';
const key = await newServiceAccountKey();
const stranger = await newServiceAccountKey();

type Answer = Readonly<Record<string, unknown>> & { readonly access_token?: string };

/** A server with an account of a program. */
async function program(more: Partial<ServiceAccountRequest> = {}) {
  const served = await serve();
  const desk = createServiceAccountDesk(served.stores.realmObjects);
  const request = { name: 'deploy', scopes: ['fr:am:*', 'fr:idm:*'], rights: ['administrator'], jwk: key, ...more };
  const { id } = await desk.create(serviceAccountRequest.parse(request));
  return { served, desk, id, endpoint: `${served.url}/am/oauth2/access_token` };
}

interface Claims {
  readonly by?: JWK;
  readonly alg?: string;
  readonly [claim: string]: unknown;
}

/** An assertion as Frodo makes one. A claim that is undefined is left out. */
async function assertion(id: string, aud: string, { by = key, alg = 'RS256', ...claims }: Claims = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 180;
  return new SignJWT({ iss: id, sub: id, aud, exp, jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg })
    .sign(await importJWK(by, alg));
}

async function ask(served: Served, jwt: string, form: Readonly<Record<string, string>> = {}, at = '/am/oauth2/access_token') {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: 'service-account',
    assertion: jwt,
    ...form,
  });
  const response = await served.call(at, { method: 'POST', body });
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function statusOf(served: Served, path: string, token: unknown, init: RequestInit = {}): Promise<number> {
  return (await served.call(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${String(token)}` } })).status;
}

describe('a program with an account', () => {
  it('gets a short-lived token for an assertion and administers with it', async () => {
    const { served, id, endpoint } = await program();
    const { status, answer } = await ask(served, await assertion(id, endpoint), { scope: 'fr:am:* fr:idm:*' });
    expect(status).toBe(200);
    expect(answer).toEqual({ access_token: expect.any(String), scope: 'fr:am:* fr:idm:*', token_type: 'Bearer', expires_in: 600 });
    for (const path of [TREES, TEMPLATES]) expect(await statusOf(served, path, answer.access_token)).toBe(200);
    const template = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"enabled":true}' };
    expect(await statusOf(served, '/openidm/config/emailTemplate/x', answer.access_token, template)).toBe(201);
    expect(served.logged).toContainEqual(expect.objectContaining({ event: 'service_account.token', account: id, name: 'deploy' }));
    expect(served.logged).toContainEqual(expect.objectContaining({ event: 'email_template.written', by: 'service account deploy' }));
    expect(JSON.stringify(served.logged)).not.toContain(answer.access_token);
    expect(JSON.stringify(await served.stores.realmObjects.get('/', 'serviceAccount', id)), 'no private part is kept').not.toContain(key.d);
  });

  it('is told which scopes it has not, and may ask again with the same assertion for those it has', async () => {
    const { served, id, endpoint } = await program({ scopes: ['fr:idm:*'] });
    const jwt = await assertion(id, endpoint);
    const many = await ask(served, jwt, { scope: 'fr:am:* fr:idm:* fr:idc:esv:*' });
    expect(many).toEqual({
      status: 400,
      answer: { error: 'invalid_scope', error_description: 'Unsupported scope for service account: fr:am:*,fr:idc:esv:*' },
    });
    const { answer } = await ask(served, jwt, { scope: 'fr:idm:*' });
    expect([await statusOf(served, TEMPLATES, answer.access_token), await statusOf(served, TREES, answer.access_token)]).toEqual([
      200, 403,
    ]);
  });

  it('writes scripts only with the right to', async () => {
    const script = { method: 'PUT', headers: { 'content-type': 'application/json', 'accept-api-version': 'resource=1.1' } };
    const id = randomUUID();
    const body = JSON.stringify({
      _id: id,
      name: 'Decide',
      context: 'AUTHENTICATION_TREE_DECISION_NODE',
      language: 'JAVASCRIPT',
      script: Buffer.from('outcome = "true";').toString('base64'),
    });
    for (const [rights, status] of [
      [['administrator'], 403],
      [['administrator', 'script-author'], 201],
    ] as const) {
      const { served, id: account, endpoint } = await program({ rights: [...rights] });
      const { answer } = await ask(served, await assertion(account, endpoint));
      expect(await statusOf(served, `/am/json/realms/root/realms/alpha/scripts/${id}`, answer.access_token, { ...script, body })).toBe(
        status,
      );
    }
  });

  it('has no token any more when its account is deleted', async () => {
    const { served, desk, id, endpoint } = await program();
    const { answer } = await ask(served, await assertion(id, endpoint));
    await desk.remove(id);
    for (const path of [TREES, TEMPLATES]) expect(await statusOf(served, path, answer.access_token)).toBe(401);
    expect((await ask(served, await assertion(id, endpoint))).answer).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('an assertion is refused', () => {
  const soon = Math.floor(Date.now() / 1000);
  const wrong: readonly (readonly [what: string, claims: Claims])[] = [
    ['of another key', { by: stranger }],
    ['with another algorithm', { alg: 'RS512' }],
    ['of another issuer', { iss: 'service-account' }],
    ['of nobody', { iss: undefined }],
    ['about somebody else', { sub: 'amadmin' }],
    ['for another server', { aud: 'https://elsewhere.example/am/oauth2/access_token' }],
    ['for another realm', { aud: 'http://localhost/am/oauth2/realms/root/realms/alpha/access_token' }],
    ['for nobody', { aud: undefined }],
    ['that has expired', { exp: soon - 120 }],
    ['that never expires', { exp: undefined }],
    ['that expires tomorrow', { exp: soon + 86_400 }],
    ['that is not yet good', { nbf: soon + 3_600 }],
    ['without an id', { jti: undefined }],
    ['with an empty id', { jti: '' }],
  ];
  it('when anything is wrong with it, and nobody is told what', async () => {
    const { served, id, endpoint } = await program();
    for (const [what, claims] of wrong) {
      const { status, answer } = await ask(served, await assertion(id, endpoint, claims));
      expect([status, answer], what).toEqual([400, { error: 'invalid_grant', error_description: 'The assertion is not good.' }]);
    }
  });

  it('without a signature, or with one that was made of the public key', async () => {
    const { served, id, endpoint } = await program();
    const claims = { iss: id, sub: id, aud: endpoint, exp: Math.floor(Date.now() / 1000) + 180, jti: 'x' };
    const secret = new TextEncoder().encode(String(key.n));
    const symmetric = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    for (const jwt of [new UnsecuredJWT(claims).encode(), symmetric, 'nonsense', '', 'a.b.c', 'x'.repeat(5_000)]) {
      expect(await ask(served, jwt)).toMatchObject({ status: 400, answer: { error: 'invalid_grant' } });
    }
  });

  it('whose issuer, which nobody has signed for yet, is no text or no id', async () => {
    const { served } = await program();
    for (const iss of [1, {}, [], null, true, 'a\u0000b', '\ud800', 'x'.repeat(2_000)]) {
      const jwt = `x.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.y`;
      expect(await ask(served, jwt)).toMatchObject({ status: 400, answer: { error: 'invalid_grant' } });
    }
  });

  it('a second time, also of several at once', async () => {
    const { served, id, endpoint } = await program();
    const jwt = await assertion(id, endpoint);
    const all = await Promise.all(Array.from({ length: 6 }, () => ask(served, jwt)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ answer }) => answer['error'] === 'invalid_grant')).toHaveLength(5);
  });

  it('in another realm', async () => {
    const { served, id, endpoint } = await program();
    const { status, answer } = await ask(served, await assertion(id, endpoint), {}, '/am/oauth2/realms/root/realms/alpha/access_token');
    expect([status, answer.access_token]).toEqual([401, undefined]);
  });
});

describe('where keys must have 3072 bits', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const short = publicKey.export({ format: 'jwk' });
  const said = 'The key has 2048 bits; 3072 are needed.';

  it('no account is made with a shorter one, and one that was made before gets no token and is told why', async () => {
    const served = await serve({ leastRsaBits: 3_072 });
    const request = serviceAccountRequest.parse({ name: 'deploy', scopes: ['fr:am:*'], rights: ['administrator'], jwk: short });
    const { realmObjects } = served.stores;
    await expect(createServiceAccountDesk(realmObjects, 3_072).create(request)).rejects.toMatchObject({ kind: 'input', message: said });
    const { id } = await createServiceAccountDesk(realmObjects).create(request);
    const endpoint = `${served.url}/am/oauth2/access_token`;
    const by = privateKey.export({ format: 'jwk' });
    expect(await ask(served, await assertion(id, endpoint, { by }))).toEqual({
      status: 400,
      answer: { error: 'invalid_grant', error_description: said },
    });
    // Whoever has not shown the key learns nothing of it.
    const { answer } = await ask(served, await assertion(id, endpoint));
    expect(answer['error_description']).toBe('The assertion is not good.');
    const { id: long } = await createServiceAccountDesk(realmObjects, 3_072).create({
      ...request,
      jwk: serviceAccountRequest.shape.jwk.parse(key),
    });
    expect((await ask(served, await assertion(long, endpoint))).status).toBe(200);
  });
});

describe('an account is not made', () => {
  it.each([
    ['without the right to do anything', { rights: ['script-author'] }],
    ['with a right that there is not', { rights: ['administrator', 'root'] }],
    ['without a scope', { scopes: [] }],
    ['with a scope of others', { scopes: ['openid'] }],
    ['with a short key', { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }],
    ['with a secret for a key', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['with a name that lies in the log', { name: 'x\nby: amadmin' }],
  ])('%s', (_what, more) => {
    const request = { name: 'deploy', scopes: ['fr:am:*'], rights: ['administrator'], jwk: key, ...more };
    expect(serviceAccountRequest.safeParse(request).success).toBe(false);
  });

  it('with a key of 1024 bits that zeros in front make look like one of 2048', async () => {
    const { n = '' } = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
    const longer = Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url')]).toString('base64url');
    const made = program({ jwk: { kty: 'RSA', n: longer, e: 'AQAB' } });
    await expect(made).rejects.toMatchObject({ kind: 'input', code: 'service_account.key', message: expect.stringContaining('1024') });
  });

  it('with a key of its own of fewer than 3072 bits', () => {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...key }, format: 'jwk' });
    expect(asymmetricKeyDetails?.modulusLength).toBe(3_072);
  });
});
