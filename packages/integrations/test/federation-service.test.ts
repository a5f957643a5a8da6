import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@waygate/schema';
import { openMemoryStores, storeUnavailable } from '@waygate/storage';
import { SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { createFederationService, createOutboundHttp, createSealer, KeyRing } from '../src/index.ts';
import { CLIENT, openIdPeer, type PeerManners, SECRET } from './openid-peer.ts';

const REALM = '/alpha';
const providerAt = (issuer: string, more: JsonObject = {}): JsonObject => ({
  _id: 'peer',
  _type: { _id: 'oidcConfig' },
  enabled: true,
  clientId: CLIENT,
  clientSecret: SECRET,
  wellKnownEndpoint: `${issuer}/.well-known/openid-configuration`,
  issuer,
  scopes: ['openid', 'profile'],
  uiConfig: { buttonDisplayName: 'Peer' },
  ...more,
});

async function place(manners: PeerManners = {}, more: JsonObject = {}, within = 2_000) {
  const peer = await openIdPeer(manners);
  const { realmObjects } = openMemoryStores({ sealer: createSealer(new KeyRing('k', new Map([['k', randomBytes(32)]]))), now: Date.now });
  const set = (id: string, value: JsonObject) => realmObjects.put(REALM, [{ kind: 'socialProvider', id, value }]);
  await set('peer', providerAt(peer.issuer, more));
  const federation = createFederationService({
    objects: realmObjects,
    http: createOutboundHttp({ allowed: new Set([peer.host]), redirects: 0, within }),
    returnAddress: (_realm, provider) => `https://waygate.example/return/alpha/${provider}`,
    formPostAddress: () => 'https://waygate.example/form',
    now: Date.now,
  });
  const begin = () => federation.begin(REALM, 'peer', { locales: ['de', 'en'] });
  const signOn = async (change: (parameters: Record<string, string[]>) => Record<string, string[]> = (same) => same) => {
    const { redirectUrl, attempt } = await begin();
    return federation.finish(REALM, attempt, change(peer.agree(redirectUrl)));
  };
  return { peer, federation, realmObjects, set, begin, signOn };
}

describe('signing on elsewhere', () => {
  it('goes to the provider with a state, a nonce and a challenge of its own each time', async () => {
    const { peer, begin } = await place();
    const urls = [new URL((await begin()).redirectUrl), new URL((await begin()).redirectUrl)];
    for (const url of urls) {
      expect(`${url.origin}${url.pathname}`).toBe(`${peer.issuer}/authorize`);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: CLIENT,
        response_type: 'code',
        redirect_uri: 'https://waygate.example/return/alpha/peer',
        scope: 'openid profile',
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
        ui_locales: 'de en',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) expect(new Set(urls.map((url) => url.searchParams.get(name))).size).toBe(2);
  });

  it('comes back with who the person is there, and with what the provider tells of them', async () => {
    const { peer, signOn } = await place();
    expect(await signOn()).toEqual({
      status: 'signedOn',
      person: {
        issuer: peer.issuer,
        subject: 'mia-1',
        alias: 'peer-mia-1',
        rawProfile: expect.objectContaining({ sub: 'mia-1', given_name: 'Mia', email: 'mia@example.com' }),
        claims: expect.objectContaining({ iss: peer.issuer, aud: CLIENT }),
        transform: undefined,
        accessToken: expect.any(String),
        refreshToken: 'refresh',
      },
    });
  });

  it('says that it came to nothing when the provider does', async () => {
    const { signOn } = await place();
    expect(await signOn(({ state = [] }) => ({ error: ['access_denied'], state }))).toEqual({
      status: 'interrupted',
      error: 'access_denied',
    });
  });

  it('needs no page that describes the provider when its endpoints are named', async () => {
    const { peer, set, signOn } = await place();
    const { wellKnownEndpoint: _, ...rest } = providerAt(peer.issuer, {
      authorizationEndpoint: `${peer.issuer}/authorize`,
      tokenEndpoint: `${peer.issuer}/token`,
      jwksUriEndpoint: `${peer.issuer}/jwks`,
    });
    await set('peer', rest);
    expect(await signOn()).toMatchObject({ status: 'signedOn', person: { rawProfile: { sub: 'mia-1' } } });
    expect(peer.asked).toEqual(['/token', '/jwks']);
  });
});

it('is not refused because the store does not answer when the person comes back', async () => {
  const { federation, realmObjects, peer, begin } = await place();
  const { redirectUrl, attempt } = await begin();
  vi.spyOn(realmObjects, 'list').mockRejectedValue(storeUnavailable());
  await expect(federation.finish(REALM, attempt, peer.agree(redirectUrl))).rejects.toMatchObject({ code: 'storage.unavailable' });
});

describe('what comes back is not believed', () => {
  const foreign = 'https://evil.example';
  it.each<[string, string, PeerManners]>([
    ['an ID token of another sign-on', 'idToken', { claims: { nonce: 'another' } }],
    ['an ID token without a nonce', 'idToken', { claims: { nonce: undefined } }],
    ['an ID token of another issuer', 'idToken', { claims: { iss: foreign } }],
    ['an ID token for another client', 'idToken', { claims: { aud: 'another' } }],
    ['an ID token for several that was issued to another', 'idToken', { claims: { aud: [CLIENT, 'another'], azp: 'another' } }],
    ['an ID token that has expired', 'idToken', { claims: { iat: 1_000, exp: 2_000 } }],
    ['an ID token that nobody signed', 'idToken', { unsigned: true }],
    ['an ID token that another key signed', 'idToken', { foreignKey: true }],
    ['an ID token of nobody', 'idToken', { claims: { sub: undefined } }],
    ['a profile of somebody else', 'userInfo', { userInfo: { sub: 'eve-2' } }],
  ])('%s', async (_what, reason, manners) => {
    const { signOn } = await place(manners);
    expect(await signOn()).toMatchObject({ status: 'refused', reason });
  });

  it.each<[string, string, (parameters: Record<string, string[]>) => Record<string, string[]>]>([
    ['a state of another sign-on', 'state', (given) => ({ ...given, state: ['x'] })],
    ['no state', 'state', ({ code = [] }) => ({ code })],
    ['two states', 'state', ({ code = [], state = [] }) => ({ code, state: [...state, 'x'] })],
    ['an answer of another server', 'response', (given) => ({ ...given, iss: [foreign] })],
    ['an answer that came to the place of another provider', 'response', (given) => ({ ...given, from: ['other'] })],
    ['no code', 'response', ({ state = [] }) => ({ state })],
    ['two codes', 'response', ({ code = [], state = [] }) => ({ code: [...code, ...code], state })],
    ['a code that was made up', 'code', ({ state = [] }) => ({ code: ['made-up'], state })],
  ])('%s', async (_what, reason, change) => {
    const { signOn } = await place();
    expect(await signOn(change)).toMatchObject({ status: 'refused', reason });
  });

  it('a code that was used before', async () => {
    const { peer, federation, begin } = await place();
    const { redirectUrl, attempt } = await begin();
    const back = peer.agree(redirectUrl);
    expect(await federation.finish(REALM, attempt, back)).toMatchObject({ status: 'signedOn' });
    expect(await federation.finish(REALM, attempt, back)).toMatchObject({ status: 'refused', reason: 'code' });
  });

  it('the code of somebody else, brought with a state of one’s own: its challenge is not ours', async () => {
    const { peer, federation, begin } = await place();
    const [mine, theirs] = [await begin(), await begin()];
    const stolen = peer.agree(theirs.redirectUrl);
    const back = { ...stolen, state: [mine.attempt.state] };
    expect(await federation.finish(REALM, mine.attempt, back)).toMatchObject({ status: 'refused', reason: 'code' });
  });

  it('an answer without a name of a server that always says its name', async () => {
    const { signOn, peer } = await place({ metadata: { authorization_response_iss_parameter_supported: true } });
    expect(await signOn()).toMatchObject({ status: 'refused', reason: 'response' });
    expect(await signOn((given) => ({ ...given, iss: [peer.issuer] }))).toMatchObject({ status: 'signedOn' });
  });

  it('a provider that was switched off, or is another one by now', async () => {
    const { peer, federation, begin, set, realmObjects } = await place();
    const { redirectUrl, attempt } = await begin();
    const back = peer.agree(redirectUrl);
    const other = await openIdPeer();
    for (const change of [
      () => set('peer', providerAt(peer.issuer, { enabled: false })),
      () => set('peer', { ...providerAt(other.issuer), jwksUriEndpoint: `${other.issuer}/jwks` }),
      () => realmObjects.remove(REALM, 'socialProvider', 'peer'),
    ]) {
      await change();
      expect(await federation.finish(REALM, attempt, back)).toMatchObject({ status: 'refused', reason: 'provider' });
    }
    expect(peer.asked).not.toContain('/token');
  });

  it('somebody who would be called as somebody of another provider is, and an address that nobody checked', async () => {
    const { peer, set, signOn } = await place({ claims: { sub: 'two-7' }, userInfo: { sub: 'two-7' } });
    expect(await signOn()).toMatchObject({ status: 'signedOn', person: { alias: 'peer-two-7' } });
    await set('peer-two', providerAt(peer.issuer));
    expect(await signOn()).toMatchObject({ status: 'refused', reason: 'subject' });
    await set('peer', providerAt(peer.issuer, { authenticationIdKey: 'email' }));
    expect(await signOn()).toMatchObject({ status: 'refused', reason: 'unverifiedMail' });
    peer.manners.userInfo = { sub: 'two-7', email_verified: true };
    expect(await signOn()).toMatchObject({ status: 'signedOn', person: { subject: 'mia@example.com' } });
  });
});

describe('a provider that is down', () => {
  const down = { kind: 'operational', code: 'federation.unreachable' };
  it.each(['/.well-known/openid-configuration', '/token', '/jwks', '/userinfo'])('at %s is not taken for a no', async (path) => {
    const { signOn, peer } = await place({ status: { [path]: 500 } });
    await expect(signOn()).rejects.toMatchObject(down);
    peer.manners.status = {};
    expect(await signOn()).toMatchObject({ status: 'signedOn' });
  });

  it('holds nobody up for ever', async () => {
    const { signOn } = await place({ silent: new Set(['/token']) }, {}, 200);
    await expect(signOn()).rejects.toMatchObject(down);
  });
});

describe('a provider that is not set up right', () => {
  const wrong = { kind: 'authoring', code: 'federation.provider_unusable' };
  it('is told to whoever runs the server', async () => {
    const { begin, set, peer, signOn, federation } = await place();
    await set('peer', providerAt(peer.issuer, { issuer: 'https://other.example' }));
    await expect(begin()).rejects.toMatchObject(wrong);
    await set('peer', providerAt(peer.issuer, { enabled: false }));
    await expect(begin()).rejects.toMatchObject(wrong);
    await set('peer', providerAt(peer.issuer, { _type: { _id: 'oauth2Config' } }));
    await expect(begin()).rejects.toMatchObject(wrong);
    await set('peer', providerAt(peer.issuer, { clientSecret: 'wrong' }));
    await expect(signOn()).rejects.toMatchObject(wrong);
    await expect(federation.begin(REALM, 'nobody', { locales: [] })).rejects.toMatchObject({ code: 'federation.provider_missing' });
  });

  it('is not followed to an address inside, whether named or led to', async () => {
    const inside = await openIdPeer();
    const { peer, begin, set, signOn } = await place({
      redirect: { '/token': `${inside.issuer}/token`, '/jwks': `${inside.issuer}/jwks` },
    });
    await expect(signOn()).rejects.toMatchObject(wrong);
    await set('peer', providerAt(inside.issuer));
    await expect(begin()).rejects.toMatchObject(wrong);
    await set('peer', providerAt(peer.issuer, { wellKnownEndpoint: `${inside.issuer}/.well-known/openid-configuration` }));
    await expect(begin()).rejects.toMatchObject(wrong);
    expect(inside.asked).toEqual([]);
  });

  it('is offered only when it is switched on and can be used', async () => {
    const { set, peer, federation } = await place();
    await set('off', providerAt(peer.issuer, { enabled: false }));
    await set('saml', providerAt(peer.issuer, { _type: { _id: 'oauth2Config' } }));
    expect(await federation.offered(REALM)).toEqual([{ id: 'peer', uiConfig: { buttonDisplayName: 'Peer' } }]);
    expect(await federation.offered('/beta')).toEqual([]);
  });
});

describe('an application that signed on with the provider itself', () => {
  it('is believed by an ID token for this client with the nonce that it was given', async () => {
    const { peer, federation } = await place();
    const { attempt, nonce, clientId } = await federation.beginNative(REALM, 'peer');
    expect([clientId, nonce]).toEqual([CLIENT, attempt.nonce]);
    const give = async (claims: JsonObject, tokenType = 'id_token') =>
      federation.finishNative(REALM, attempt, { token: String(await peer.idToken(claims)), tokenType });
    expect(await give({ nonce })).toMatchObject({ status: 'signedOn', person: { alias: 'peer-mia-1', accessToken: undefined } });
    expect(await give({ nonce: 'another' })).toMatchObject({ status: 'refused', reason: 'idToken' });
    expect(await give({ nonce, aud: 'another' })).toMatchObject({ status: 'refused', reason: 'idToken' });
    expect(await give({ nonce }, 'access_token')).toMatchObject({ status: 'refused', reason: 'response' });
  });
});

describe('an ID token that came with a request', () => {
  it('is believed when the issuer signed it for us not long ago', async () => {
    const { peer, federation } = await place();
    const check = async (claims: JsonObject, more: object = {}) =>
      federation.checkIdToken({
        token: String(await peer.idToken(claims)),
        keys: { from: 'WELL_KNOWN_URL', url: `${peer.issuer}/.well-known/openid-configuration` },
        issuer: peer.issuer,
        audience: CLIENT,
        authorizedParties: ['phone'],
        longestLife: 60,
        now: Date.now(),
        ...more,
      });
    const now = Math.floor(Date.now() / 1000);
    expect(await check({})).toMatchObject({ sub: 'mia-1' });
    expect(await check({}, { keys: { from: 'JWK_URL', url: `${peer.issuer}/jwks` } })).toMatchObject({ sub: 'mia-1' });
    expect(await check({ azp: 'phone' })).toMatchObject({ sub: 'mia-1' });
    const wrong: JsonObject[] = [
      { azp: 'other' },
      { aud: 'other' },
      { iss: 'https://x.example' },
      { exp: now + 86_400 },
      { exp: now - 60 },
      { iat: now + 600 },
    ];
    expect(await Promise.all(wrong.map((claims) => check(claims)))).toEqual(wrong.map(() => undefined));
    peer.manners.unsigned = true;
    expect(await check({})).toBeUndefined();
  });

  it('is believed by a shared secret only when that is what the check says', async () => {
    const { peer, federation } = await place();
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: peer.issuer, aud: CLIENT, sub: 'x', iat: now, exp: now + 60 };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
    const check = (keys: Parameters<typeof federation.checkIdToken>[0]['keys']) =>
      federation.checkIdToken({
        token,
        keys,
        issuer: peer.issuer,
        audience: CLIENT,
        authorizedParties: [],
        longestLife: 60,
        now: Date.now(),
      });
    expect(await check({ from: 'CLIENT_SECRET', secret: SECRET })).toMatchObject({ sub: 'x' });
    expect(await check({ from: 'CLIENT_SECRET', secret: 'another-secret-of-some-length' })).toBeUndefined();
    expect(await check({ from: 'JWK_URL', url: `${peer.issuer}/jwks` })).toBeUndefined();
  });
});
