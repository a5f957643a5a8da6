import { generateKeyPairSync } from 'node:crypto';
import { oauthClient } from '@waygate/schema';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { listSigningKeys, rotateSigningKeys } from '../src/administration.ts';
import { application, authorization, Browser, CALLBACK, codeFor, evidence, type Served, serve, session, spa } from './fixture.ts';

describe('an application signs somebody on', () => {
  it('by the journey of the realm, with PKCE, and learns who it is', async () => {
    const served = await serve();
    await served.addClient('app', spa);
    const config = await application(served, 'app');
    const { address, exchange, state } = await authorization(config, { scope: 'openid profile email' });
    const browser = new Browser(served);
    const page = await browser.led(address);
    expect(page.pathname, 'the hosted page of the default journey').toBe('/sign-on/alpha');
    const back = await browser.signOn(page);
    expect(back).toMatch(new RegExp(`^${served.url}/am/oauth2/realms/root/realms/alpha/authorize/`));
    const answer = await browser.led(back);
    expect(`${answer.origin}${answer.pathname}`).toBe(CALLBACK);
    expect(answer.searchParams.get('iss')).toBe(`${served.url}/am/oauth2/realms/root/realms/alpha`);
    expect(answer.searchParams.get('state')).toBe(state);
    expect(answer.searchParams.get('client_id')).toBe('app');

    const tokens = await exchange(answer);
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid profile email', refresh_token: expect.any(String) });
    expect(tokens.expires_in).toBeGreaterThan(3_590);
    const claims = tokens.claims();
    expect(claims).toMatchObject({ sub: '(usr!demo)', subname: 'demo', aud: 'app', acr: '0', amr: ['pwd'], sid: expect.any(String) });
    expect(claims?.auth_time).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(decodeProtectedHeader(tokens.id_token ?? '').alg).toBe('RS256');
    expect(await client.fetchUserInfo(config, tokens.access_token, '(usr!demo)')).toMatchObject({
      sub: '(usr!demo)',
      subname: 'demo',
      name: 'Demo User',
      given_name: 'Demo',
      family_name: 'User',
      preferred_username: 'demo',
      email: 'demo@example.com',
    });
  });

  it('who is signed on already and is not asked again; what no scope asks for is not told', async () => {
    const served = await serve();
    await served.addClient('app', spa);
    const config = await application(served, 'app');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const { address, exchange } = await authorization(config);
    const tokens = await exchange(await browser.led(address));
    const told = await client.fetchUserInfo(config, tokens.access_token, '(usr!demo)');
    expect(told).toMatchObject({ sub: '(usr!demo)', subname: 'demo' });
    for (const claim of ['name', 'email', 'preferred_username', 'phone_number']) expect(told, claim).not.toHaveProperty(claim);
  });

  it('by a header instead of a cookie, as phones do, and the header counts when both come', async () => {
    const served = await serve();
    await served.addClient('app', spa);
    const config = await application(served, 'app');
    const { address, exchange } = await authorization(config);
    const eve = await session(served, { username: 'eve' });
    const response = await served.call(address.href, {
      headers: { iPlanetDirectoryPro: await session(served), cookie: `iPlanetDirectoryPro=${eve}` },
    });
    expect(response.status, 'phones know a redirect by this one').toBe(302);
    const tokens = await exchange(new URL(response.headers.get('location') ?? ''));
    expect(tokens.claims()?.sub).toBe('(usr!demo)');
  });

  it('with ES256 when its client says so, and by keys that were changed meanwhile', async () => {
    const served = await serve();
    await served.addClient('app', { ...spa, idTokenSignedResponseAlg: 'ES256' });
    const config = await application(served, 'app');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const before = await authorization(config);
    const idToken = (await before.exchange(await browser.led(before.address))).id_token ?? '';
    expect(decodeProtectedHeader(idToken).alg).toBe('ES256');
    await rotateSigningKeys(served.stores.realmObjects, '/alpha');
    const ofRealm = await listSigningKeys(served.stores.realmObjects, '/alpha');
    expect(ofRealm.map(({ alg, bits, signs }) => [alg, bits, signs])).toEqual([
      ['RS256', 3_072, true],
      ['RS256', 3_072, false],
      ['ES256', 256, true],
      ['ES256', 256, false],
    ]);
    const after = await authorization(config);
    const next = (await after.exchange(await browser.led(after.address))).id_token ?? '';
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(idToken).kid);
    const keys = (await (await served.call('/am/oauth2/alpha/connect/jwk_uri')).json()) as { keys: { kid: string }[] };
    expect(keys.keys.map(({ kid }) => kid)).toEqual(
      expect.arrayContaining([decodeProtectedHeader(idToken).kid, decodeProtectedHeader(next).kid]),
    );
  });
});

describe('a realm that signs by a key of 2048 bits', () => {
  const smallKey = async (served: Served) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'of-before' };
    const key = { kind: 'oauthKey', id: 'RS256-2', value: { alg: 'RS256', turn: 2, jwk } } as const;
    await served.stores.realmObjects.put('/alpha', [key]);
  };
  const kidAndBits = async (served: Served) => {
    const config = await application(served, 'app');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const { address, exchange } = await authorization(config);
    const { kid = '' } = decodeProtectedHeader((await exchange(await browser.led(address))).id_token ?? '');
    const keys = await listSigningKeys(served.stores.realmObjects, '/alpha');
    return [kid, keys.find((key) => key.kid === kid)?.bits] as const;
  };

  it('goes on with it until its keys are rotated, and by one of 3072 from then on', async () => {
    const served = await serve();
    await served.addClient('app', spa);
    await smallKey(served);
    expect(await kidAndBits(served)).toEqual(['of-before', 2_048]);
    await rotateSigningKeys(served.stores.realmObjects, '/alpha');
    expect(await kidAndBits(served)).toEqual([expect.not.stringMatching('of-before'), 3_072]);
  });
});

describe('refresh tokens', () => {
  const begin = async (settings: object = spa) => {
    const served = await serve();
    await served.addClient('app', settings);
    const config = await application(served, 'app');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const { address, exchange } = await authorization(config);
    const tokens = await exchange(await browser.led(address));
    return { served, config, browser, tokens, refresh: tokens.refresh_token ?? '' };
  };
  const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ error: 'invalid_grant' });

  it('are exchanged for new ones, and keep who it is about', async () => {
    const { config, refresh } = await begin();
    const second = await client.refreshTokenGrant(config, refresh);
    expect(second.refresh_token).not.toBe(refresh);
    expect(second.claims()).toMatchObject({ sub: '(usr!demo)', amr: ['pwd'] });
    const third = await client.refreshTokenGrant(config, second.refresh_token ?? '');
    expect(await client.fetchUserInfo(config, third.access_token, '(usr!demo)')).toMatchObject({ subname: 'demo' });
  });

  it('stop as a family when one is shown twice', async () => {
    const { config, refresh } = await begin();
    const second = await client.refreshTokenGrant(config, refresh);
    await refused(client.refreshTokenGrant(config, refresh));
    await refused(client.refreshTokenGrant(config, second.refresh_token ?? ''));
    await expect(client.fetchUserInfo(config, second.access_token, '(usr!demo)')).rejects.toMatchObject({ status: 401 });
  });

  it('stop as a family when one is shown several times at once: one is exchanged, and is worth nothing', async () => {
    const { config, refresh } = await begin();
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => client.refreshTokenGrant(config, refresh)));
    const won = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won.length).toBeLessThanOrEqual(1);
    for (const tokens of won) await refused(client.refreshTokenGrant(config, tokens.refresh_token ?? ''));
  });

  it('are not given more time by being exchanged', async () => {
    const { served, config, refresh } = await begin({ ...spa, refreshTokenLifetime: 100 });
    const before = await served.stores.tokens.find('/alpha', 'RefreshToken', refresh);
    const second = await client.refreshTokenGrant(config, refresh);
    const after = await served.stores.tokens.find('/alpha', 'RefreshToken', second.refresh_token ?? '');
    expect(after?.expiresAt).toBeLessThanOrEqual((before?.expiresAt ?? 0) + 1_000);
  });

  it('stop when the person is disabled', async () => {
    const { served, config, refresh } = await begin();
    const person = await served.stores.identities.findByName('/alpha', 'demo');
    await served.stores.identities.update('/alpha', person?.id ?? '', (record) => ({ ...record, active: false }));
    await refused(client.refreshTokenGrant(config, refresh));
  });

  it('outlive the session, or stop with it when the client says so, however it ends', async () => {
    for (const tokensEndWithSession of [false, true]) {
      const { config, browser, refresh } = await begin({ ...spa, tokensEndWithSession });
      const second = await client.refreshTokenGrant(config, refresh);
      await browser.go('/am/json/realms/root/realms/alpha/sessions?_action=logout', {
        method: 'POST',
        headers: { 'x-requested-with': 'forgerock-sdk' },
      });
      const third = client.refreshTokenGrant(config, second.refresh_token ?? '');
      if (tokensEndWithSession) await refused(third);
      else expect((await third).access_token).toBeTruthy();
    }
  });

  it('stop when their client is switched off or removed, and are not those of another client of its id', async () => {
    const { served, config, refresh } = await begin();
    const { settings } = await served.clients.get('/alpha', 'app');
    await served.clients.update('/alpha', 'app', { settings: { ...settings, status: 'Inactive' } });
    await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({ error: 'invalid_client' });
    await served.clients.update('/alpha', 'app', { settings });
    const second = (await client.refreshTokenGrant(config, refresh)).refresh_token ?? '';
    await served.clients.remove('/alpha', 'app');
    await served.clients.create('/alpha', 'app', { settings });
    await refused(client.refreshTokenGrant(config, second));
  });

  it('are given to nobody whose client may not have them', async () => {
    const { tokens } = await begin({ ...spa, grantTypes: ['authorization_code'] });
    expect(tokens.refresh_token).toBeUndefined();
  });
});

describe('applications on their own behalf', () => {
  const machine = { scopes: ['read', 'write'], grantTypes: ['client_credentials'], defaultScopes: ['read'] };

  it('get opaque tokens that can be looked at and taken back', async () => {
    const served = await serve();
    const secret = await served.addClient('machine', machine);
    const config = await application(served, 'machine', secret);
    const { access_token: token, scope, refresh_token: none } = await client.clientCredentialsGrant(config, { scope: 'read write' });
    expect([scope, none]).toEqual(['read write', undefined]);
    expect(await client.tokenIntrospection(config, token)).toMatchObject({
      active: true,
      client_id: 'machine',
      scope: 'read write',
      token_type: 'Bearer',
    });
    await client.tokenRevocation(config, token);
    expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
    expect((await client.clientCredentialsGrant(config)).scope, 'the default ones when none is named').toBe('read');
    await expect(client.clientCredentialsGrant(config, { scope: 'openid' })).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  it('and whoever holds a token can ask what it is good for, by header alone', async () => {
    const served = await serve();
    const config = await application(served, 'machine', await served.addClient('machine', machine));
    const { access_token: token } = await client.clientCredentialsGrant(config, { scope: 'read' });
    const at = '/am/oauth2/realms/root/realms/alpha/tokeninfo';
    const told = await served.call(at, { headers: { authorization: `Bearer ${token}` } });
    expect(await told.json()).toMatchObject({ client_id: 'machine', scope: ['read'], realm: '/alpha', token_type: 'Bearer' });
    expect((await served.call(`${at}?access_token=${token}`)).status).toBe(401);
    expect((await served.call(at, { headers: { authorization: 'Bearer nothing' } })).status).toBe(401);
    expect((await served.call(at.replace('alpha', 'beta'), { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it('get signed ones when that is configured', async () => {
    const served = await serve();
    const secret = await served.addClient('machine', { ...machine, statelessTokensEnabled: true, accessTokenLifetime: 600 });
    const config = await application(served, 'machine', secret);
    const { access_token: token, expires_in: expires } = await client.clientCredentialsGrant(config, { scope: 'write' });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: config.serverMetadata().issuer, aud: 'machine', client_id: 'machine', scope: 'write' });
    expect(expires).toBe(600);
  });

  it('get nothing by a wrong secret, another client’s or none, and the secret stands nowhere in the clear', async () => {
    const served = await serve();
    const secret = await served.addClient('machine', machine);
    const other = await served.addClient('other', machine);
    for (const wrong of [other, `${secret}x`, 'x']) {
      const config = await application(served, 'machine', wrong);
      await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({
        status: 401,
        cause: [{ parameters: { error: 'invalid_client' } }],
      });
    }
    const kept = JSON.stringify(await served.stores.realmObjects.list('/alpha', 'oauthClient'));
    expect(kept).not.toContain(secret);
    expect(kept).toContain('$argon2id$');
    expect(JSON.stringify(served.logged)).not.toContain(other);
  });

  it('may guess at a secret of somebody’s own making only so often; the right one may come with many requests at once', async () => {
    const served = await serve();
    const secret = 'of our own making';
    await served.clients.create('/alpha', 'machine', { settings: oauthClient.parse(machine), secret });
    const ask = async (tried: string) => client.clientCredentialsGrant(await application(served, 'machine', tried));
    expect(await Promise.all(Array.from({ length: 8 }, () => ask(secret)))).toHaveLength(8);
    for (let index = 0; index < 5; index += 1) await expect(ask(`a guess, number ${index}`)).rejects.toMatchObject({ status: 401 });
    await expect(ask(secret)).rejects.toMatchObject({ status: 401, cause: [{ parameters: { error: 'invalid_client' } }] });
  });

  it('do not learn of tokens that are others’, unless they may', async () => {
    const served = await serve();
    const one = await application(served, 'one', await served.addClient('one', machine));
    const two = await application(served, 'two', await served.addClient('two', machine));
    const three = await application(
      served,
      'three',
      await served.addClient('three', { ...machine, scopes: ['read', 'am-introspect-all-tokens'] }),
    );
    const { access_token: token } = await client.clientCredentialsGrant(one);
    expect(await client.tokenIntrospection(two, token)).toEqual({ active: false });
    expect(await client.tokenIntrospection(three, token)).toMatchObject({ active: true, client_id: 'one' });
    await client.tokenRevocation(two, token).catch(() => undefined);
    expect(await client.tokenIntrospection(one, token), 'nobody else takes it back').toMatchObject({ active: true });
  });
});

describe('the end', () => {
  const begin = async () => {
    const served = await serve();
    await served.addClient('app', spa);
    const config = await application(served, 'app');
    const browser = new Browser(served);
    const { address, exchange } = await authorization(config);
    const tokens = await exchange(await codeFor(browser, address));
    return { served, config, browser, tokens };
  };

  it('comes by a revocation: of what is shown, and of all that was given with it', async () => {
    const { served, config, tokens } = await begin();
    const response = await served.call('/am/oauth2/realms/root/realms/alpha/token/revoke', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'app', token: tokens.refresh_token ?? '' }),
    });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    await expect(client.fetchUserInfo(config, tokens.access_token, '(usr!demo)')).rejects.toMatchObject({ status: 401 });
    await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('comes by a sign-out with the ID token alone: the session is over, and what was made in it', async () => {
    const { served, config, browser, tokens } = await begin();
    const response = await served.call(`${config.serverMetadata().end_session_endpoint}?id_token_hint=${tokens.id_token}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await browser.led((await authorization(config)).address)).pathname).toBe('/sign-on/alpha');
    await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.fetchUserInfo(config, tokens.access_token, '(usr!demo)')).rejects.toMatchObject({ status: 401 });
  });

  it('leads where the client may lead, with the state, and nowhere else', async () => {
    const { served, config, tokens } = await begin();
    const leave = (target: string, hint = tokens.id_token ?? '') =>
      served.call(client.buildEndSessionUrl(config, { id_token_hint: hint, post_logout_redirect_uri: target, state: 's' }).href);
    for (const target of [
      'https://evil.example/',
      'https://app.example/bye/..',
      'https://app.example/bye?x',
      'javascript:alert(1)',
      '//evil.example',
    ]) {
      const refused = await leave(target);
      expect([refused.status, refused.headers.get('location')], target).toEqual([400, null]);
    }
    expect((await leave('https://app.example/bye', 'no token')).status).toBe(400);
    const led = await leave('https://app.example/bye');
    expect([led.status, led.headers.get('location')]).toEqual([302, 'https://app.example/bye?state=s']);
    const nobody = await served.call(`/am/oauth2/alpha/connect/endSession?post_logout_redirect_uri=https://app.example/bye&client_id=app`);
    expect([nobody.status, nobody.headers.get('location')], 'nothing ends without an ID token').toEqual([400, null]);
  });
});

describe('a sign-on that is made stronger', () => {
  it('keeps the tokens of before, which stop with it', async () => {
    const served = await serve();
    await served.stores.services.set('/alpha', 'oauth2Provider', { loaMapping: { strong: 'Strong' } });
    await served.addClient('app', { ...spa, tokensEndWithSession: true });
    const config = await application(served, 'app');
    const browser = new Browser(served);
    const plain = await authorization(config);
    const before = await plain.exchange(await codeFor(browser, plain.address));
    const strong = await authorization(config, { acr_values: 'strong' });
    const after = await strong.exchange(await codeFor(browser, strong.address));
    expect([before.claims()?.acr, after.claims()?.acr]).toEqual(['0', 'strong']);
    expect(after.claims()?.sid).toBe(before.claims()?.sid);
    const renewed = await client.refreshTokenGrant(config, before.refresh_token ?? '');
    await served.call(`${config.serverMetadata().end_session_endpoint}?id_token_hint=${after.id_token}`);
    for (const token of [renewed.refresh_token, after.refresh_token])
      await expect(client.refreshTokenGrant(config, token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('assurance', () => {
  const begin = async (settings: object, mapping: Record<string, string> = { strong: 'Strong', basic: 'Login' }) => {
    const served = await serve();
    await served.stores.services.set('/alpha', 'oauth2Provider', { loaMapping: mapping });
    await served.addClient('app', { ...spa, ...settings });
    const config = await application(served, 'app');
    const browser = new Browser(served);
    return { served, config, browser };
  };
  const journeyOf = (page: URL) => decodeURIComponent(page.pathname.split('/')[3] ?? '');

  it('leads to the journey that acr_values names, and tells what was reached', async () => {
    const { served, config, browser } = await begin({});
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const { address, exchange } = await authorization(config, { acr_values: 'unknown strong' });
    const page = await browser.led(address);
    expect(journeyOf(page)).toBe('Strong');
    const tokens = await exchange(await browser.led(await browser.signOn(page)));
    expect(tokens.claims()).toMatchObject({ acr: 'strong', sub: '(usr!demo)' });
    const again = await authorization(config, { acr_values: 'strong', prompt: 'none' });
    expect((await again.exchange(await browser.led(again.address))).claims()?.acr).toBe('strong');
    const basic = await authorization(config);
    expect((await basic.exchange(await browser.led(basic.address))).claims()?.acr, 'of the latest journey').toBe('strong');
  });

  it.each([
    ['nothing', {}],
    ['what is weaker', { acr_values: 'basic' }],
    ['what is not known', { acr_values: 'nothing' }],
    ['what is weaker, as essential', { claims: '{"id_token":{"acr":{"essential":true,"value":"basic"}}}' }],
  ])("a request that asks for %s gets no way round the client's own journey", async (_what, more) => {
    const { served, config, browser } = await begin({ treeName: 'Strong' });
    browser.setCookie('iPlanetDirectoryPro', await session(served, { journeys: ['Login'] }));
    const { address, exchange } = await authorization(config, more as Record<string, string>);
    const page = await browser.led(address);
    expect(journeyOf(page)).toBe('Strong');
    expect((await browser.led(new URLSearchParams(page.search).get('goto') ?? '')).pathname, 'not by going back at once').toMatch(
      /^\/sign-on/,
    );
    const silent = await authorization(config, { ...(more as Record<string, string>), prompt: 'none' });
    expect((await browser.led(silent.address)).searchParams.get('error')).toBe('login_required');
    await browser.signOn(page);
    expect((await exchange(await codeFor(browser, address))).access_token).toBeTruthy();
  });

  it('is not reached by an offline sign-on, whatever journey it completed', async () => {
    const { served, config, browser } = await begin({});
    browser.setCookie('iPlanetDirectoryPro', await session(served, { journeys: ['Strong'], offline: { provider: 'Push', since: 0 } }));
    for (const more of [{ acr_values: 'strong' }, {}]) {
      const { address } = await authorization(config, more);
      expect((await browser.led(address)).pathname).toMatch(/^\/sign-on/);
      const silent = await authorization(config, { ...more, prompt: 'none' });
      expect((await browser.led(silent.address)).searchParams.get('error')).toBe('login_required');
    }
  });

  it('that is essential and cannot be had is an error', async () => {
    const { served, config, browser } = await begin({});
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['gold'] } } });
    const answer = await browser.led((await authorization(config, { claims })).address);
    expect(answer.searchParams.get('error')).toBe('unmet_authentication_requirements');
    expect(answer.searchParams.has('code')).toBe(false);
  });

  it('is told from evidence alone', async () => {
    const { served, config, browser } = await begin({});
    const at = Date.now() - 60_000;
    browser.setCookie(
      'iPlanetDirectoryPro',
      await session(served, {
        createdAt: at,
        evidence: [evidence('knowledge:password', at), evidence('possession:push', at + 5_000)],
        properties: { amr: 'face', acr: 'gold', AuthType: 'hwk' },
        authLevel: 99,
      }),
    );
    const { address, exchange } = await authorization(config);
    const claims = (await exchange(await browser.led(address))).claims();
    expect(claims).toMatchObject({ amr: ['pwd', 'mca', 'swk', 'mfa'], acr: 'basic', auth_time: Math.floor((at + 5_000) / 1000) });
  });
});
