import type { FederationPort, FederationResult } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import legacy from '../legacy-social-provider-handler/node.ts';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const ISSUER = 'https://peer.example';
const ATTEMPT = { provider: 'peer', issuer: ISSUER, state: 's', nonce: 'n', redirectUri: 'https://waygate.example/return/alpha/peer' };
const CLAIMS = {
  sub: '7',
  given_name: 'Mia',
  family_name: 'Muster',
  email: 'mia@example.com',
  email_verified: true,
  preferred_username: 'mimi',
};
const person = {
  issuer: ISSUER,
  subject: '7',
  alias: 'peer-7',
  rawProfile: CLAIMS,
  claims: { sub: '7' },
  transform: undefined,
  accessToken: 'access',
  refreshToken: 'refresh',
};
const SIGNED_ON: FederationResult = { status: 'signedOn', person };
const begun: Partial<FederationPort> = {
  begin: async (_realm, provider) => ({ redirectUrl: 'https://peer.example/authorize', attempt: { ...ATTEMPT, provider } }),
  beginNative: async (_realm, provider) => ({
    attempt: { ...ATTEMPT, provider },
    clientId: 'client',
    scopes: ['openid'],
    acrValues: [],
    nonce: 'n',
  }),
};
let people: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  people = await realPeople();
});
type Run = NonNullable<Parameters<typeof runNode>[1]>;
const start = (more: Run = {}, type = node) => runNode(type, { ports: { federation: begun }, shared: { selectedIdp: 'peer' }, ...more });
/** The browser is back with an answer, which the provider's side takes for `result`. */
const back = (result: FederationResult = SIGNED_ON, more: Run = {}, type = node) =>
  runNode(type, {
    answers: [{ type: 'RedirectCallback', seen: true }],
    parameters: { code: 'c', state: 's' },
    local: { attempt: ATTEMPT },
    ...more,
    shared: { selectedIdp: 'peer', ...more.shared },
    ports: { ...people.ports, federation: { ...begun, finish: async () => result }, ...more.ports },
  });

describe('entered', () => {
  it('leads the browser to the provider, and keeps for itself what the answer must fit', async () => {
    const { action, local, shared } = await start();
    expect(action).toMatchObject({
      kind: 'send',
      callbacks: [{ type: 'RedirectCallback', redirectUrl: 'https://peer.example/authorize', redirectMethod: 'GET', trackingCookie: true }],
    });
    expect([local, shared]).toEqual([{ attempt: ATTEMPT }, { selectedIdp: 'peer' }]);
  });

  it('tells an application what to ask the provider for', async () => {
    expect((await start({ config: { clientType: 'NATIVE' } })).action).toMatchObject({
      callbacks: [{ type: 'IdPCallback', provider: 'peer', clientId: 'client', nonce: 'n', scopes: ['openid'] }],
    });
  });

  it('is broken when nobody chose a provider', async () => {
    await expect(start({ shared: {} })).rejects.toMatchObject({ kind: 'authoring', code: 'node.no_provider' });
  });

  it('begins anew when another provider is chosen by now, whatever the browser brought', async () => {
    const { action, local } = await back(SIGNED_ON, { shared: { selectedIdp: 'other' } });
    expect([action, local]).toMatchObject([{ kind: 'send' }, { attempt: { provider: 'other' } }]);
  });
});

describe('somebody without an account here', () => {
  it('is taken along with their profile, proves nothing yet, and is vouched for', async () => {
    const { action, shared, transient } = await back();
    expect(action).toMatchObject({
      outcome: 'NO_ACCOUNT',
      vouched: { factor: 'federated:oidc', issuer: ISSUER, alias: 'peer-7' },
      audit: { provider: 'peer', issuer: ISSUER },
    });
    expect(action).not.toHaveProperty('identified');
    expect(action).not.toHaveProperty('proves');
    expect(shared).toEqual({ selectedIdp: 'peer', username: 'mimi', objectAttributes: { userName: 'mimi' } });
    expect(transient).toEqual({
      objectAttributes: { givenName: 'Mia', sn: 'Muster', mail: 'mia@example.com', aliasList: ['peer-7'] },
      socialOAuthData: { peer: CLAIMS },
    });
  });

  it.each([[false], [undefined], ['yes'], [1]])(
    'gets no address, and no name of it, when the provider says %s to having checked it',
    async (email_verified) => {
      const { email_verified: _, preferred_username: __, ...claims } = CLAIMS;
      const rawProfile: JsonObject = email_verified === undefined ? claims : { ...claims, email_verified };
      const { shared, transient } = await back({ status: 'signedOn', person: { ...person, rawProfile } });
      expect(transient['objectAttributes']).toEqual({ givenName: 'Mia', sn: 'Muster', aliasList: ['peer-7'] });
      expect(shared).toMatchObject({ username: '7' });
    },
  );

  it('gets the address that the provider has checked, as Apple says it too', async () => {
    const { preferred_username: _, ...claims } = CLAIMS;
    const { shared, transient } = await back({
      status: 'signedOn',
      person: { ...person, rawProfile: { ...claims, email_verified: 'true' } },
    });
    expect(transient['objectAttributes']).toMatchObject({ mail: 'mia@example.com' });
    expect(shared).toMatchObject({ username: 'mia@example.com' });
  });

  it('is not taken for who has the same address, nor for who has the same name', async () => {
    await people.made();
    await people.made({ ...MIA, userName: 'mimi', mail: 'other@example.com' });
    expect((await back()).outcome).toBe('NO_ACCOUNT');
  });

  it('keeps the account that they are in already, and the aliases of that', async () => {
    const mia = await people.made({ ...MIA, aliasList: ['google-1'] });
    const { outcome, shared, transient } = await back(SIGNED_ON, { subject: mia });
    expect([outcome, shared]).toMatchObject(['NO_ACCOUNT', { username: 'mia', objectAttributes: { userName: 'mia' } }]);
    expect(transient['objectAttributes']).toMatchObject({ aliasList: ['google-1', 'peer-7'] });
  });
});

describe('somebody with an account here', () => {
  it('is found by provider and subject, and proves by the issuer’s word who they are', async () => {
    const mia = await people.made({ ...MIA, aliasList: ['google-1', 'peer-7'] });
    const { action, shared, transient } = await back();
    expect(action).toMatchObject({ outcome: 'ACCOUNT_EXISTS', identified: mia, proves: ['federated:oidc'], provedBy: ISSUER });
    // The name here stays what it is, whatever the provider calls them.
    expect(shared).toMatchObject({ username: 'mia', objectAttributes: { userName: 'mia' } });
    expect(transient['objectAttributes']).toMatchObject({ aliasList: ['google-1', 'peer-7'] });
  });

  it('is nobody when the journey is about somebody else, and when two have the alias', async () => {
    const mia = await people.made({ ...MIA, aliasList: ['peer-7'] });
    const ben = await people.made({ ...MIA, userName: 'ben' });
    for (const more of [{ subject: ben }, { shared: { username: 'ben' } }]) {
      expect((await back(SIGNED_ON, more)).action).toMatchObject({
        kind: 'refuse',
        code: 'federation.other_account',
        fault: expect.any(String),
      });
    }
    expect((await back(SIGNED_ON, { subject: mia })).outcome).toBe('ACCOUNT_EXISTS');
    await people.ports.identities.updateAttributes('/alpha', ben.id, (before) => ({ ...before, aliasList: ['peer-7'] }));
    expect((await back()).action).toMatchObject({ kind: 'refuse', code: 'federation.other_account' });
  });
});

describe('what the provider told', () => {
  const transform = async ({ script, bindings }: { readonly script: object; readonly bindings: JsonObject }): Promise<JsonObject> =>
    'id' in script
      ? { username: 'from-provider', seen: Object.keys(bindings) }
      : { userName: 'from-node', seen: Object.keys(bindings), gone: null };

  it('goes through the script of the provider, then through that of the node', async () => {
    const config = { script: 'node-script' };
    const ports = { scripts: { transform } };
    const scripts = { 'node-script': 'revision' };
    const { shared, transient } = await back(
      { status: 'signedOn', person: { ...person, transform: 'provider-script' } },
      { config, ports, scripts },
    );
    expect(shared).toMatchObject({ username: 'from-node' });
    expect(transient['objectAttributes']).toEqual({ seen: ['normalizedProfile', 'jwtClaims', 'selectedIdp'], aliasList: ['peer-7'] });
    await expect(back(SIGNED_ON, { config, ports })).rejects.toMatchObject({ code: 'script.missing' });
  });

  it('is kept with its tokens when the author wants that', async () => {
    const { transient, shared } = await back(SIGNED_ON, { config: { storeTokens: true } });
    expect(transient).toMatchObject({ access_token: 'access', refresh_token: 'refresh' });
    expect(JSON.stringify(shared)).not.toContain('access');
  });
});

describe('who comes back without having signed on', () => {
  it.each([
    ['by the button of the browser', {}, SIGNED_ON],
    ['because the provider says so', { error: 'access_denied', state: 's' }, { status: 'interrupted', error: 'access_denied' }],
  ] as const)('%s goes on another way, or is told so by the older type', async (_how, parameters, result) => {
    expect((await back(result, { parameters })).outcome).toBe('SOCIAL_AUTH_INTERRUPTED');
    const { action } = await back(result, { parameters }, legacy);
    expect(action).toMatchObject('error' in parameters ? { kind: 'refuse', code: 'federation.interrupted' } : { kind: 'send' });
  });

  it('with what is not believed is let in nowhere, and the operator is told why', async () => {
    for (const type of [node, legacy]) {
      const { action } = await back({ status: 'refused', reason: 'idToken', detail: 'nonce' }, {}, type);
      expect(action).toEqual({
        kind: 'refuse',
        code: 'federation.refused',
        message: 'The sign-in with the other provider could not be confirmed. Start again.',
        fault: 'What came back from peer is not believed (idToken): nonce',
      });
    }
  });
});

it('takes what an application got', async () => {
  const given: unknown[] = [];
  const finishNative: FederationPort['finishNative'] = async (_realm, attempt, answer) => {
    given.push(attempt, answer);
    return SIGNED_ON;
  };
  const answer = { type: 'IdPCallback', token: 'the token', tokenType: 'id_token' } as const;
  const { outcome } = await back(SIGNED_ON, { answers: [answer], parameters: {}, ports: { federation: { ...begun, finishNative } } });
  expect([outcome, given]).toEqual(['NO_ACCOUNT', [ATTEMPT, answer]]);
});

it('has no outcome for who was interrupted in its older type', () => {
  expect([node, legacy].map((type) => type.outcomes({}).map(({ id }) => id))).toEqual([
    ['ACCOUNT_EXISTS', 'NO_ACCOUNT', 'SOCIAL_AUTH_INTERRUPTED'],
    ['ACCOUNT_EXISTS', 'NO_ACCOUNT'],
  ]);
});
