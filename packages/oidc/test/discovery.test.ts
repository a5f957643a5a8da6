import { describe, expect, it } from 'vitest';
import { serve } from './fixture.ts';

const get = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>;

describe('discovery', () => {
  it("is at every form of a realm's address that AM has, and tells one issuer", async () => {
    const { url } = await serve();
    const issuer = `${url}/am/oauth2/realms/root/realms/alpha`;
    for (const path of ['realms/root/realms/alpha/', 'realms/alpha/', 'alpha/', 'realms/root/realms/alpha/']) {
      const found = await get(`${url}/am/oauth2/${path}.well-known/openid-configuration`);
      expect(found['issuer'], path).toBe(issuer);
    }
    expect((await get(`${url}/am/oauth2/.well-known/openid-configuration?realm=/alpha`))['issuer']).toBe(issuer);
    expect((await get(`${url}/am/oauth2/beta/.well-known/openid-configuration?realm=alpha`))['issuer'], 'the query wins').toBe(issuer);
    expect((await get(`${url}/am/oauth2/.well-known/openid-configuration`))['issuer']).toBe(`${url}/am/oauth2/realms/root`);
    expect((await get(`${url}/am/oauth2/realms/root/.well-known/openid-configuration`))['issuer']).toBe(`${url}/am/oauth2/realms/root`);
    const nested = await get(`${url}/am/oauth2/realms/alpha%2Fsub/.well-known/openid-configuration`);
    expect(nested['issuer']).toBe(`${issuer}/realms/sub`);
    expect((await fetch(`${url}/am/oauth2/nowhere/.well-known/openid-configuration`)).status).toBe(404);
  });

  it('names what there is, and nothing that is refused', async () => {
    const { url } = await serve();
    const issuer = `${url}/am/oauth2/realms/root/realms/alpha`;
    expect(await get(`${issuer}/.well-known/openid-configuration`)).toMatchObject({
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/access_token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      introspection_endpoint: `${issuer}/introspect`,
      revocation_endpoint: `${issuer}/token/revoke`,
      end_session_endpoint: `${issuer}/connect/endSession`,
      jwks_uri: `${issuer}/connect/jwk_uri`,
      response_types_supported: ['code'],
      grant_types_supported: expect.not.arrayContaining(['implicit', 'password']),
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      authorization_response_iss_parameter_supported: true,
    });
  });

  it('does not believe what a request says of where the server is', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/am/oauth2/alpha/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
    });
    expect(await response.text()).not.toContain('evil.example');
  });

  it('publishes the public half of keys that are the same after a restart, each realm its own', async () => {
    const { url, stores } = await serve();
    const keys = async (realm: string) =>
      ((await get(`${url}/am/oauth2/${realm}/connect/jwk_uri`)) as { keys: Record<string, string>[] }).keys;
    const [alpha, beta] = [await keys('alpha'), await keys('beta')];
    expect(alpha.map(({ alg, use }) => [alg, use])).toEqual([
      ['RS256', 'sig'],
      ['ES256', 'sig'],
    ]);
    for (const key of alpha) expect(Object.keys(key)).not.toContain('d');
    expect(await keys('alpha')).toEqual(alpha);
    expect(alpha.map(({ kid }) => kid)).not.toEqual(beta.map(({ kid }) => kid));
    expect((await stores.realmObjects.list('/alpha', 'oauthKey')).map(({ id }) => id)).toEqual(['ES256-1', 'RS256-1']);
  });
});
