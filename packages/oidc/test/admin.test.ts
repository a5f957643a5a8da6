import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { application, Browser, serve, session } from './fixture.ts';

describe('clients over the administration API', () => {
  const machine = { scopes: ['read'], grantTypes: ['client_credentials'] };

  const begin = async () => {
    const served = await serve();
    await served.addPerson('/', 'amadmin');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served, { realm: '/', username: 'amadmin' }));
    const send = async (method: string, path: string, body?: object) => {
      const response = await browser.go(`/api/realms/alpha/clients${path}`, {
        method,
        headers: { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    };
    return { served, send };
  };

  it('are made with a secret that is told once and works, and never listed with it', async () => {
    const { served, send } = await begin();
    const made = await send('POST', '/machine', { settings: machine });
    expect(made.body).toMatchObject({ id: 'machine', hasSecret: true, secret: expect.stringMatching(/^[\w-]{43}$/) });
    const secret = String(made.body['secret']);
    expect(await client.clientCredentialsGrant(await application(served, 'machine', secret))).toMatchObject({ token_type: 'bearer' });
    for (const path of ['', '/machine']) {
      const { status, text } = await send('GET', path);
      expect(status).toBe(200);
      expect(text).toContain('"hasSecret":true');
      expect(text).not.toContain(secret);
      expect(text).not.toContain('argon2');
    }
    expect((await send('POST', '/machine', { settings: machine })).status, 'the id is taken').toBe(409);
    expect(JSON.stringify(served.logged)).not.toContain(secret);
  });

  it('keep their secret when they are changed, and lose it to a new one', async () => {
    const { served, send } = await begin();
    const first = String((await send('POST', '/machine', { settings: machine })).body['secret']);
    const changed = await send('PUT', '/machine', { settings: { ...machine, accessTokenLifetime: 60 } });
    expect(changed.body).not.toHaveProperty('secret');
    const config = await application(served, 'machine', first);
    expect((await client.clientCredentialsGrant(config)).expires_in).toBe(60);
    const second = String((await send('POST', '/machine/secret')).body['secret']);
    await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
    expect((await client.clientCredentialsGrant(await application(served, 'machine', second))).access_token).toBeTruthy();
    const own = 'a secret of one’s own'.replace('’', "'");
    expect((await send('PUT', '/machine', { settings: machine, secret: own })).text).not.toContain(own);
    expect((await client.clientCredentialsGrant(await application(served, 'machine', own))).access_token).toBeTruthy();
    expect((await send('DELETE', '/machine')).status).toBe(204);
    expect((await send('DELETE', '/machine')).status).toBe(404);
  });

  it.each([
    ['an address with a star', { redirectionUris: ['https://app.example/*'] }],
    ['an address over plain http', { redirectionUris: ['http://app.example/cb'] }],
    ['a scheme that is no domain', { redirectionUris: ['myapp://cb'] }],
    ['a script for an address', { redirectionUris: ['javascript:alert(1)'] }],
    ['no address', {}],
    ['the implicit grant', { redirectionUris: ['https://app.example/cb'], grantTypes: ['implicit'] }],
    ['the password grant', { redirectionUris: ['https://app.example/cb'], grantTypes: ['password'] }],
    ['a code of more than ten minutes', { redirectionUris: ['https://app.example/cb'], authorizationCodeLifetime: 601 }],
    ['alg none', { redirectionUris: ['https://app.example/cb'], idTokenSignedResponseAlg: 'none' }],
    ['a public client with credentials', { clientType: 'Public', grantTypes: ['client_credentials'] }],
    ['a default scope that is none of its own', { ...machine, defaultScopes: ['write'] }],
    ['a setting that there is not', { ...machine, allowEverything: true }],
  ])('with %s are refused', async (_what, settings) => {
    const { send } = await begin();
    expect((await send('POST', '/bad', { settings })).status).toBe(400);
    expect((await send('GET', '')).body).toEqual({ clients: [] });
  });
});
