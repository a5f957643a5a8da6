import { type ApiScope, apiClientKey } from '@waygate/schema';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { expect, it } from 'vitest';
import { createApiClientDesk } from '../src/administration.ts';
import { serve } from './fixture.ts';

const { privateKey, publicKey } = await generateKeyPair('RS256');

/** A program with a client of the offline API, as another library makes one of it. */
async function program(scopes: readonly ApiScope[]) {
  let ahead = 0;
  const served = await serve({ now: () => Date.now() + ahead });
  const key = apiClientKey.parse(await exportJWK(publicKey));
  const request = { label: 'deploy', realm: '/alpha', scopes: [...scopes], key };
  const { id } = await createApiClientDesk(served.stores.realmObjects).create(request);
  const server = { issuer: served.url, token_endpoint: `${served.url}/api/v2/oauth/token` };
  const configuration = new client.Configuration(server, id, {}, client.PrivateKeyJwt(privateKey));
  client.allowInsecureRequests(configuration);
  const call = async (token: string) => (await served.call('/api/v2/idps', { headers: { authorization: `Bearer ${token}` } })).status;
  const pass = (seconds: number) => {
    ahead += seconds * 1000;
  };
  return { served, configuration, call, pass };
}

it('an application that knows nothing of this server gets a token by the standard, and has it for five minutes', async () => {
  const { configuration, call, pass } = await program(['okta.oag.idp.read', 'okta.oag.app.read']);
  const answer = await client.clientCredentialsGrant(configuration, { scope: 'okta.oag.idp.read' });
  expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'okta.oag.idp.read' });
  expect(await call(answer.access_token)).toBe(200);
  pass(290);
  expect(await call(answer.access_token)).toBe(200);
  pass(11);
  expect(await call(answer.access_token)).toBe(401);
});

it('a program with a key of fewer bits than the operator takes gets none, and its client no such key', async () => {
  const served = await serve({ leastRsaBits: 3_072 });
  const said = 'The key has 2048 bits; 3072 are needed.';
  const key = apiClientKey.parse(await exportJWK(publicKey));
  const request = { label: 'deploy', realm: '/alpha', scopes: ['okta.oag.idp.read' as const], key };
  const { realmObjects } = served.stores;
  const strict = createApiClientDesk(realmObjects, 3_072);
  await expect(strict.create(request)).rejects.toMatchObject({ kind: 'input', message: said });
  const { id } = await createApiClientDesk(realmObjects).create(request);
  await expect(strict.rotate(id, key)).rejects.toMatchObject({ kind: 'input', message: said });
  const server = { issuer: served.url, token_endpoint: `${served.url}/api/v2/oauth/token` };
  const configuration = new client.Configuration(server, id, {}, client.PrivateKeyJwt(privateKey));
  client.allowInsecureRequests(configuration);
  await expect(client.clientCredentialsGrant(configuration)).rejects.toMatchObject({ error: 'invalid_client', error_description: said });
});

it('it is told by the standard what is wrong', async () => {
  const { configuration } = await program(['okta.oag.idp.read']);
  await expect(client.clientCredentialsGrant(configuration, { scope: 'okta.oag.idp.manage' })).rejects.toMatchObject({
    error: 'invalid_scope',
    status: 400,
  });
});

it('a token of one kind is worth nothing where another is asked for', async () => {
  const { served, configuration, call } = await program(['okta.oag.idp.read']);
  const { access_token: token } = await client.clientCredentialsGrant(configuration);
  const headers = { authorization: `Bearer ${token}` };
  for (const path of ['/openidm/config?_queryFilter=true', '/am/oauth2/realms/root/realms/alpha/userinfo', '/am/oauth2/tokeninfo'])
    expect((await served.call(path, { headers })).status, path).toBe(401);
  const client_secret = await served.addClient('machine', { scopes: ['okta.oag.idp.read'], grantTypes: ['client_credentials'] });
  const form = { grant_type: 'client_credentials', client_id: 'machine', client_secret, scope: 'okta.oag.idp.read' };
  const body = new URLSearchParams(form);
  const foreign = await served.call('/am/oauth2/realms/root/realms/alpha/access_token', { method: 'POST', body });
  const { access_token: other } = (await foreign.json()) as { access_token: string };
  expect([foreign.status, await call(other)]).toEqual([200, 401]);
});
