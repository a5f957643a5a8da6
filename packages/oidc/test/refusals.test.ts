import { createHash } from 'node:crypto';
import { jsonObject, keptOAuthClient } from '@waygate/schema';
import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { application, authorization, Browser, CALLBACK, codeFor, PASSWORD, serve, session, spa } from './fixture.ts';

const begin = async (settings: object = spa) => {
  const served = await serve();
  await served.addClient('app', settings);
  const config = await application(served, 'app');
  const browser = new Browser(served);
  browser.setCookie('iPlanetDirectoryPro', await session(served));
  const token = (form: Record<string, string>, headers: Record<string, string> = {}, realm = 'alpha') =>
    served.call(`/am/oauth2/${realm}/access_token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const errorOf = async (response: Response) => [response.status, ((await response.json()) as { error?: string }).error];
  return { served, config, browser, token, errorOf };
};

describe('an authorization request', () => {
  it.each([
    ['of another host', 'https://evil.example/callback'],
    ['below the registered one', `${CALLBACK}/more`],
    ['with a query', `${CALLBACK}?x=1`],
    ['with a fragment', `${CALLBACK}#x`],
    ['of another scheme', 'http://app.example/callback'],
    ['with a user name', 'https://app.example@evil.example/callback'],
    ['in other letters', 'https://APP.example/callback'],
    ['up and down', 'https://app.example/x/../callback'],
    ['of a script', 'javascript:alert(1)'],
  ])('is never answered to an address %s', async (_what, address) => {
    const { config, browser } = await begin();
    for (const more of [{}, { response_type: 'token' }, { prompt: 'none', scope: 'nothing' }]) {
      const request = await authorization(config, { redirect_uri: address, ...more });
      const response = await browser.go(request.address);
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('shows a page in the language of the person when it cannot be answered, and never what it said', async () => {
    const { config, browser } = await begin();
    const request = await authorization(config, { redirect_uri: 'https://evil.example/<script>alert(1)</script>' });
    const page = await browser.go(request.address, { headers: { accept: 'text/html', 'accept-language': 'de-DE,en;q=0.5' } });
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const text = await page.text();
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('invalid_redirect_uri');
    expect(text).not.toContain('<script>');
  });

  it.each([
    ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['response_type code token', { response_type: 'code token' }, 'unsupported_response_type'],
    ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a scope that is not the client’s', { scope: 'openid address' }, 'invalid_scope'],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['an audience', { resource: 'https://api.example' }, 'invalid_target'],
  ])('with %s is refused', async (_what, more, error) => {
    const { config, browser } = await begin();
    const request = await authorization(config, more as Record<string, string>);
    const answer = await browser.led(request.address);
    const told = new URLSearchParams(answer.hash === '' ? answer.search : answer.hash.slice(1));
    expect(told.get('error')).toBe(error);
    expect(told.get('code') ?? told.get('access_token')).toBeNull();
    expect(told.get('iss')).toBe(config.serverMetadata().issuer);
  });

  it('of a public client without PKCE is refused', async () => {
    const { config, browser } = await begin();
    const { address } = await authorization(config);
    for (const name of ['code_challenge', 'code_challenge_method']) address.searchParams.delete(name);
    expect((await browser.led(address)).searchParams.get('error')).toBe('invalid_request');
  });

  const withoutPkce = async (config: Parameters<typeof authorization>[0], browser: Browser) => {
    const { address } = await authorization(config);
    for (const name of ['code_challenge', 'code_challenge_method']) address.searchParams.delete(name);
    const { searchParams } = await browser.led(address);
    return searchParams.get('error') ?? (searchParams.has('code') ? 'code' : undefined);
  };
  const confidential = { ...spa, clientType: 'Confidential' } as const;

  it('of a new confidential client without PKCE is refused, and one with it gets tokens', async () => {
    const { config, browser } = await begin(confidential);
    expect(await withoutPkce(config, browser)).toBe('invalid_request');
    expect((await browser.led((await authorization(config)).address)).searchParams.has('code')).toBe(true);
  });

  it('of a confidential client without PKCE is answered when its settings say so, also after they were changed', async () => {
    const { served, config, browser } = await begin({ ...confidential, codeVerifierEnforced: false });
    expect(await withoutPkce(config, browser)).toBe('code');
    const { codeVerifierEnforced: _, ...others } = (await served.clients.get('/alpha', 'app')).settings;
    await served.clients.update('/alpha', 'app', { settings: others });
    expect(await withoutPkce(config, browser)).toBe('code');
    await served.clients.update('/alpha', 'app', { settings: { ...others, codeVerifierEnforced: true } });
    expect(await withoutPkce(config, browser)).toBe('invalid_request');
  });

  it('keeps what releases before do not know of a client beside its settings, which they read strictly', async () => {
    const { served, config, browser } = await begin(confidential);
    const kept = await served.stores.realmObjects.get('/alpha', 'oauthClient', 'app');
    expect([kept?.['codeVerifierEnforced'], Object.keys(jsonObject.parse(kept?.['settings'])).includes('codeVerifierEnforced')]).toEqual([
      true,
      false,
    ]);
    expect(await withoutPkce(config, browser)).toBe('invalid_request');
    expect((await served.clients.get('/alpha', 'app')).settings.codeVerifierEnforced).toBe(true);
  });

  it('of a client of before there was the setting is answered without PKCE', async () => {
    const { served, config, browser } = await begin(confidential);
    await served.stores.realmObjects.update('/alpha', 'oauthClient', 'app', (value) => {
      const { settings, ...kept } = keptOAuthClient.parse(value);
      const { codeVerifierEnforced: _, ...before } = settings;
      return { ...kept, settings: before };
    });
    expect(await withoutPkce(config, browser)).toBe('code');
  });

  it.each([
    ['true', 'invalid_request'],
    ['public', 'code'],
    ['passwordless', 'code'],
    ['false', 'code'],
  ] as const)(
    'of a client that may do without PKCE, where AM’s setting of the realm is %s, comes to %s',
    async (codeVerifierEnforced, came) => {
      const { served, config, browser } = await begin({ ...confidential, codeVerifierEnforced: false });
      await served.stores.services.set('/alpha', 'oauth2Provider', { loaMapping: {}, codeVerifierEnforced });
      expect(await withoutPkce(config, browser)).toBe(came);
    },
  );

  it('of a client that is switched off, not there or of another realm is refused', async () => {
    const { served, config, browser } = await begin();
    const { address } = await authorization(config);
    const elsewhere = new URL(address.href.replace('/realms/alpha/', '/realms/beta/'));
    expect((await browser.go(elsewhere)).status).toBe(400);
    const before = (await served.clients.get('/alpha', 'app')).settings;
    await served.clients.update('/alpha', 'app', { settings: { ...before, status: 'Inactive' } });
    expect((await browser.go(address)).status).toBe(400);
    await served.clients.remove('/alpha', 'app');
    expect((await browser.go(address)).status).toBe(400);
  });

  it('takes no session of another realm, of the root realm or of nobody', async () => {
    const { served, config } = await begin();
    for (const token of [await session(served, { realm: '/beta' }), await session(served, { realm: '/' }), 'made-up', 'x'.repeat(600)]) {
      const browser = new Browser(served);
      browser.setCookie('iPlanetDirectoryPro', token);
      const silent = await authorization(config, { prompt: 'none' });
      expect((await browser.led(silent.address)).searchParams.get('error')).toBe('login_required');
    }
  });

  it('cannot bring a session to the library by its inner cookie', async () => {
    const { served, config } = await begin();
    const token = await session(served);
    const person = await served.stores.identities.findByName('/alpha', 'demo');
    const [signedOn] = await served.stores.signOnSessions.listByUser('/alpha', person?.id ?? '', Date.now());
    expect(token).not.toBe(signedOn?.id);
    const silent = await authorization(config, { prompt: 'none' });
    const browser = new Browser(served);
    browser.setCookie('waygate-oauth-session', signedOn?.id ?? '');
    expect((await browser.led(silent.address)).searchParams.get('error')).toBe('login_required');
  });
});

describe('prompt=none', () => {
  it('answers at once and may stand in a frame: with a code, or with what the SDKs look for', async () => {
    const { served, config, browser } = await begin();
    const silent = await authorization(config, { prompt: 'none' });
    const response = await browser.go(silent.address);
    expect([response.status, response.headers.get('x-frame-options'), response.headers.get('content-security-policy')]).toEqual([
      302,
      null,
      null,
    ]);
    expect(response.headers.getSetCookie(), 'no inner cookie leaves').toEqual([]);
    expect((await silent.exchange(new URL(response.headers.get('location') ?? ''))).access_token).toBeTruthy();
    const nobody = new Browser(served);
    const answer = await nobody.led((await authorization(config, { prompt: 'none' })).address);
    expect(answer.searchParams.get('error')).toBe('login_required');
    expect(`${answer.origin}${answer.pathname}`).toBe(CALLBACK);
  });

  it('that is posted to the application runs the one script of its page and no other, and stands in no frame', async () => {
    const { config, browser } = await begin();
    const posted = await authorization(config, { prompt: 'none', response_mode: 'form_post' });
    const response = await browser.go(posted.address);
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(await response.text()) ?? [];
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
    expect(policy).not.toContain('unsafe');
  });

  it('that is posted to the application holds what the application said as text', async () => {
    const { config, browser } = await begin();
    const state = '"/><script>alert(1)</script><b title=\'';
    for (const mode of ['form_post', 'query']) {
      const posted = await authorization(config, { prompt: 'none', response_mode: mode, state });
      const response = await browser.go(posted.address, { headers: { accept: 'text/html' } });
      const page = await response.text();
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('<b title');
      if (mode === 'form_post') expect(page).toContain('&lt;script&gt;alert(1)');
    }
  });

  it('is refused when the session has expired', async () => {
    const { served, config } = await begin();
    const browser = new Browser(served);
    const long = Date.now() - 3_000_000;
    browser.setCookie('iPlanetDirectoryPro', await session(served, { createdAt: long, lastAccessAt: long }));
    const answer = await browser.led((await authorization(config, { prompt: 'none' })).address);
    expect(answer.searchParams.get('error')).toBe('login_required');
  });

  it('is refused when the person has not agreed yet', async () => {
    const { config, browser } = await begin({ ...spa, isConsentImplied: false });
    const answer = await browser.led((await authorization(config, { prompt: 'none' })).address);
    expect(answer.searchParams.get('error')).toBe('consent_required');
  });
});

describe('a sign-on that is asked for anew', () => {
  it.each([
    ['prompt=login', { prompt: 'login' }],
    ['prompt=select_account', { prompt: 'select_account' }],
    ['max_age', { max_age: '0' }],
  ])('by %s runs the journey, and going back without is no way round', async (_what, more) => {
    const { served, config } = await begin();
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served, { createdAt: Date.now() - 10_000, evidence: [], journeys: ['Login'] }));
    const { address, exchange } = await authorization(config, more as Record<string, string>);
    const page = await browser.led(address);
    expect(page.pathname).toBe('/sign-on/alpha');
    expect(page.searchParams.get('ForceAuth')).toBe('true');
    const again = await browser.led(page.searchParams.get('goto') ?? '');
    expect(again.pathname, 'the journey was not run').toBe('/sign-on/alpha');
    const tokens = await exchange(await browser.led(await browser.signOn(again)));
    expect(tokens.claims()?.auth_time).toBeGreaterThan(Date.now() / 1000 - 8);
  });

  it('hands on whom the application expects, and the language', async () => {
    const { config } = await begin();
    const served = await serve();
    await served.addClient('app', spa);
    const nobody = new Browser(served);
    const other = await application(served, 'app');
    expect(config.serverMetadata().issuer).not.toBe(other.serverMetadata().issuer);
    const page = await nobody.led((await authorization(other, { login_hint: 'demo', ui_locales: 'de en' })).address);
    expect([page.searchParams.get('login_hint'), page.searchParams.get('locale')]).toEqual(['demo', 'de']);
  });

  it('comes when somebody else is signed on than the application expects', async () => {
    const { served, config, browser } = await begin();
    const mine = await authorization(config);
    const hint = (await mine.exchange(await browser.led(mine.address))).id_token ?? '';
    const eve = new Browser(served);
    eve.setCookie('iPlanetDirectoryPro', await session(served, { username: 'eve' }));
    const silent = await authorization(config, { prompt: 'none', id_token_hint: hint });
    expect((await eve.led(silent.address)).searchParams.get('error')).toBe('login_required');
    expect((await browser.led(silent.address)).searchParams.has('code')).toBe(true);
  });

  it('belongs to the browser that began it', async () => {
    const { served, config } = await begin();
    const victim = new Browser(served);
    const page = await victim.led((await authorization(config)).address);
    const back = page.searchParams.get('goto') ?? '';
    const attacker = new Browser(served);
    attacker.setCookie('iPlanetDirectoryPro', await session(served, { username: 'eve' }));
    const response = await attacker.go(back);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('a code', () => {
  const coded = async (settings: object = spa) => {
    const begun = await begin(settings);
    const request = await authorization(begun.config);
    const answer = await codeFor(begun.browser, request.address);
    const form = {
      grant_type: 'authorization_code',
      code: answer.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: 'app',
      code_verifier: request.verifier,
    };
    return { ...begun, form };
  };

  it('is good once, and a replay takes back what was made of it', async () => {
    const { config, token, errorOf, form } = await coded();
    const first = (await (await token(form)).json()) as { access_token: string; refresh_token: string };
    expect(await client.fetchUserInfo(config, first.access_token, '(usr!demo)')).toMatchObject({ subname: 'demo' });
    expect(await errorOf(await token(form))).toEqual([400, 'invalid_grant']);
    await expect(client.fetchUserInfo(config, first.access_token, '(usr!demo)')).rejects.toMatchObject({ status: 401 });
    await expect(client.refreshTokenGrant(config, first.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('is good once when it is shown many times at once: at most one gets tokens, and they are taken back', async () => {
    const { config, token, form } = await coded();
    const answers = await Promise.all(Array.from({ length: 8 }, () => token(form)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const response of won) {
      const tokens = (await response.json()) as { access_token: string; refresh_token: string };
      await expect(client.fetchUserInfo(config, tokens.access_token, '(usr!demo)')).rejects.toMatchObject({ status: 401 });
      await expect(client.refreshTokenGrant(config, tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    }
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'https://app.example/other' }],
    ['no address', { redirect_uri: '' }],
    ['another client', { client_id: 'other' }],
  ])('is worth nothing with %s', async (_what, more) => {
    const { served, token, form } = await coded();
    await served.addClient('other', spa);
    const response = await token({ ...form, ...more });
    expect(response.status).toBe(400);
    expect(await response.json()).not.toHaveProperty('access_token');
  });

  it('of one realm is worth nothing in another', async () => {
    const { served, token, errorOf, form } = await coded();
    await served.addClient('app', spa, '/beta');
    expect(await errorOf(await token(form, {}, 'beta'))).toEqual([400, 'invalid_grant']);
    expect((await token(form)).status, 'and is still good in its own').toBe(200);
  });

  it('stands nowhere in the log', async () => {
    const { served, token, form } = await coded();
    await token({ ...form, code_verifier: 'x'.repeat(43) });
    const tokens = (await (await token(form)).json()) as { access_token: string };
    const log = JSON.stringify(served.logged);
    expect(log).toContain('oauth2.refused');
    for (const secret of [form.code, form.code_verifier, tokens.access_token]) expect(log).not.toContain(secret);
  });
});

describe('the token endpoint', () => {
  it('knows no grant by password, none that is implicit, and none that was not allowed to the client', async () => {
    const { served, token, errorOf } = await begin();
    const secret = await served.addClient('machine', { scopes: ['read'], grantTypes: ['client_credentials'] });
    const basic = { authorization: `Basic ${Buffer.from(`machine:${secret}`).toString('base64')}` };
    expect(await errorOf(await token({ grant_type: 'password', username: 'demo', password: PASSWORD }, basic))).toEqual([
      400,
      'unsupported_grant_type',
    ]);
    expect(await errorOf(await token({ grant_type: 'implicit', client_id: 'app' }))).toEqual([400, 'unsupported_grant_type']);
    expect(await errorOf(await token({ grant_type: 'refresh_token', refresh_token: 'x' }, basic))).toEqual([400, 'invalid_request']);
    expect(await errorOf(await token({ grant_type: 'client_credentials', client_id: 'app' }))).toEqual([400, 'invalid_request']);
  });

  it('takes a secret, and neither a name alone nor an assertion that nobody signed', async () => {
    const { served, token } = await begin();
    const secret = await served.addClient('machine', { scopes: ['read'], grantTypes: ['client_credentials'] });
    const form = { grant_type: 'client_credentials' };
    expect((await token({ ...form, client_id: 'machine' })).status).toBe(401);
    expect((await token(form, { authorization: `Basic ${Buffer.from(`machine:${secret}`).toString('base64')}` })).status).toBe(200);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"machine"}').toString('base64url')}.`;
    const assertion = {
      client_assertion: unsigned,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_id: 'machine',
    };
    expect((await token({ ...form, ...assertion })).status).toBe(401);
  });

  it('knows a public client that says its name in HTTP Basic, as Frodo does, but takes no code for another', async () => {
    const { config, browser, token } = await begin();
    const { address, verifier } = await authorization(config);
    const code = (await codeFor(browser, address)).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier };
    const basic = (id: string) => ({ authorization: `Basic ${Buffer.from(`${id}:doesnotmatter`).toString('base64')}` });
    expect((await token({ ...form, client_id: 'other' }, basic('app'))).status).not.toBe(200);
    expect((await token(form, basic('app'))).status).toBe(200);
  });

  it('reads no form without end', async () => {
    const { token } = await begin();
    expect((await token({ grant_type: 'authorization_code', code: 'x'.repeat(60_000) })).status).toBe(413);
  });
});

describe('calls from a browser', () => {
  it('are for configured origins, before and with the call', async () => {
    const served = await serve({ corsOrigins: ['https://app.example'] });
    await served.addClient('app', spa);
    for (const path of ['access_token', 'userinfo', 'token/revoke', 'connect/endSession']) {
      for (const [origin, allowed] of [
        ['https://app.example', 'https://app.example'],
        ['https://evil.example', null],
      ] as const) {
        const at = `/am/oauth2/realms/root/realms/alpha/${path}`;
        const preflight = await served.call(at, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
        });
        const call = await served.call(at, { method: path === 'userinfo' ? 'GET' : 'POST', headers: { origin } });
        for (const response of [preflight, call]) expect(response.headers.get('access-control-allow-origin'), path).toBe(allowed);
      }
    }
  });
});
