import type { IdTokenCheck } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const ISSUER = 'https://peer.example';
/** As many bytes as a key must have, in fewer letters. */
const SHARED = 'ü'.repeat(16);
const config = {
  oidcValidationValue: `${ISSUER}/keys`,
  oidcValidationType: 'JWK_URL',
  idTokenIssuer: ISSUER,
  audienceName: 'us',
  authorisedParties: ['phone'],
};
type Run = NonNullable<Parameters<typeof runNode>[1]>;
const run = (claims: JsonObject | undefined, more: Run = {}, asked: IdTokenCheck[] = []) =>
  runNode(node, {
    headers: { oidc_id_token: 'the.id.token' },
    ...more,
    config: { ...config, ...more.config },
    ports: {
      federation: {
        checkIdToken: async (check) => {
          asked.push(check);
          return claims;
        },
      },
      ...more.ports,
    },
  });

it('asks for exactly the token that its author believes', async () => {
  const asked: IdTokenCheck[] = [];
  expect((await run({ sub: '7' }, { now: 5 }, asked)).action).toEqual({ kind: 'goTo', outcome: 'true', audit: { issuer: ISSUER } });
  expect(asked).toEqual([
    {
      token: 'the.id.token',
      keys: { from: 'JWK_URL', url: `${ISSUER}/keys` },
      issuer: ISSUER,
      audience: 'us',
      authorizedParties: ['phone'],
      longestLife: 60,
      now: 5,
    },
  ]);
  await run({}, { config: { oidcValidationType: 'CLIENT_SECRET', oidcValidationValue: SHARED } }, asked);
  expect(asked[1]?.keys).toEqual({ from: 'CLIENT_SECRET', secret: SHARED });
  await run({}, { config: { oidcValidationValue: 'http://localhost:9000/keys' } }, asked);
  expect(asked).toHaveLength(3);
});

it('believes no token that is not good, and none that is not there', async () => {
  expect((await run(undefined)).outcome).toBe('false');
  for (const headers of [{}, { oidc_id_token: '' }, { oidc_id_token: ['a', 'b'] }, { authorization: 'the.id.token' }]) {
    expect((await run({ sub: '7' }, { headers })).outcome).toBe('false');
  }
});

it('is broken when its author did not say whose tokens are believed', async () => {
  for (const change of [{ idTokenIssuer: '' }, { audienceName: '' }, { oidcValidationValue: '' }, { oidcValidationValue: 'keys' }]) {
    await expect(run({ sub: '7' }, { config: change })).rejects.toMatchObject({ kind: 'authoring', code: 'node.not_set_up' });
  }
});

it.each([
  ['CLIENT_SECRET', '&{esv.oidc.shared.secret.of.the.partner}'],
  ['CLIENT_SECRET', `begins-well-and-ends-with-${'x'.repeat(10)}-&{esv.secret}`],
  ['CLIENT_SECRET', 'x'.repeat(31)],
  ['JWK_URL', 'http://peer.example/keys'],
  ['JWK_URL', 'https://me:word@peer.example/keys'],
  ['WELL_KNOWN_URL', 'http://10.0.0.1/.well-known/openid-configuration'],
])('is broken rather than take a key that others may know: %s %s', async (oidcValidationType, oidcValidationValue) => {
  const asked: IdTokenCheck[] = [];
  await expect(run({ sub: '7' }, { config: { oidcValidationType, oidcValidationValue } }, asked)).rejects.toMatchObject({
    kind: 'authoring',
    code: 'node.not_set_up',
  });
  expect(asked).toEqual([]);
});

describe('with a script', () => {
  const scripted = async (claims: JsonObject, attributes: JsonObject) => {
    const people = await realPeople();
    const mia = await people.made({ ...MIA, aliasList: ['peer-7'] });
    const ports = { ...people.ports, scripts: { transform: async () => attributes } };
    return { mia, result: await run(claims, { config: { script: 's' }, scripts: { s: 'revision' }, ports }) };
  };

  it('knows the one person who has all that the claims say, by the issuer’s word', async () => {
    const { mia, result } = await scripted({ sub: '7' }, { aliasList: ['peer-7'], sn: 'muster' });
    expect(result.action).toMatchObject({ outcome: 'true', identified: mia, proves: ['federated:oidc'], provedBy: ISSUER });
    expect(result.shared).toEqual({ lookupAttributes: { aliasList: ['peer-7'], sn: 'muster' } });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['nobody has the value', {}, { sn: 'Nobody' }],
    ['nobody has all values', {}, { sn: 'Muster', givenName: 'Ben' }],
    ['the address was never checked', {}, { mail: 'mia@example.com' }],
    ['the address is said not to have been checked', { email_verified: false }, { mail: 'mia@example.com' }],
    ['the script found nothing', {}, {}],
  ])('knows nobody when %s', async (_when, claims, attributes) => {
    const { result } = await scripted(claims, attributes);
    expect(result.outcome).toBe('true');
    expect(result.action).not.toHaveProperty('identified');
    expect(result.action).not.toHaveProperty('proves');
  });

  it('knows somebody by an address that the issuer has checked', async () => {
    const { mia, result } = await scripted({ email_verified: true }, { mail: 'MIA@example.com' });
    expect(result.action).toMatchObject({ identified: mia });
  });

  it('is broken when the realm had no such script', async () => {
    await expect(run({ sub: '7' }, { config: { script: 's' } })).rejects.toMatchObject({ code: 'script.missing' });
  });
});
