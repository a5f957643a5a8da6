import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { application, authorization, Browser, CALLBACK, serve, session, spa } from './fixture.ts';

const begin = async () => {
  const served = await serve();
  await served.addClient('app', { ...spa, clientName: 'The Application', isConsentImplied: false });
  const config = await application(served, 'app');
  const browser = new Browser(served);
  const token = await session(served);
  browser.setCookie('iPlanetDirectoryPro', token);
  const request = await authorization(config, { scope: 'openid profile' });
  const page = await browser.led(request.address);
  expect(page.pathname).toMatch(/^\/consent\/alpha\/[\w-]+$/);
  const uid = page.pathname.split('/')[3] ?? '';
  const at = `/am/oauth2/realms/root/realms/alpha/authorize/${uid}/consent`;
  const own = { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' };
  const decide = (allow: boolean, headers: Record<string, string> = own, who = browser) =>
    who.go(at, { method: 'POST', headers, body: JSON.stringify({ allow }) });
  return { served, config, browser, token, request, at, own, decide };
};

const locationOf = async (response: Response) => ((await response.json()) as { location: string }).location;

describe('an agreement', () => {
  it('is asked for by a page that says who wants what, and remembered', async () => {
    const { config, browser, request, at, decide } = await begin();
    expect(await (await browser.go(at)).json()).toEqual({
      client: 'The Application',
      scopes: ['openid', 'profile'],
      claims: [],
      username: 'demo',
      accessSeconds: 3_600,
      renewableSeconds: 604_800,
      endsWithSession: false,
      rememberedSeconds: 31_622_400,
    });
    const answer = await browser.led(await locationOf(await decide(true)));
    const tokens = await request.exchange(answer);
    expect(await client.fetchUserInfo(config, tokens.access_token, '(usr!demo)')).toMatchObject({ name: 'Demo User' });
    const again = await authorization(config, { scope: 'openid profile', prompt: 'none' });
    expect((await browser.led(again.address)).searchParams.has('code')).toBe(true);
    const more = await authorization(config, { scope: 'openid profile email', prompt: 'none' });
    expect((await browser.led(more.address)).searchParams.get('error'), 'what is new is asked').toBe('consent_required');
    const anew = await authorization(config, { scope: 'openid profile', prompt: 'consent' });
    expect((await browser.led(anew.address)).pathname, 'and what is asked for anew').toMatch(/^\/consent\//);
  });

  it('is asked for by a page that says for how long: what the client’s tokens last, and whether the answer is kept', async () => {
    const { served } = await begin();
    const told = async (id: string, settings: object, redirect_uri = CALLBACK) => {
      await served.addClient(id, { ...spa, redirectionUris: [redirect_uri], isConsentImplied: false, ...settings });
      const browser = new Browser(served);
      browser.setCookie('iPlanetDirectoryPro', await session(served));
      const page = await browser.led((await authorization(await application(served, id), { redirect_uri })).address);
      return (await browser.go(`/am/oauth2/realms/root/realms/alpha/authorize/${page.pathname.split('/')[3]}/consent`)).json();
    };
    const short = await told('short', { accessTokenLifetime: 300, refreshTokenLifetime: 900, tokensEndWithSession: true });
    expect(short).toMatchObject({ accessSeconds: 300, renewableSeconds: 900, endsWithSession: true, rememberedSeconds: 31_622_400 });
    const native = await told('native', { grantTypes: ['authorization_code'] }, 'com.example.app:/callback');
    expect(native).toMatchObject({ accessSeconds: 3_600, endsWithSession: false });
    expect(native, 'nothing renews it, and the answer is not kept').not.toHaveProperty('renewableSeconds');
    expect(native).not.toHaveProperty('rememberedSeconds');
  });

  it('that is refused is told to the application', async () => {
    const { browser, decide } = await begin();
    const answer = await browser.led(await locationOf(await decide(false)));
    expect(`${answer.origin}${answer.pathname}`).toBe(CALLBACK);
    expect(answer.searchParams.get('error')).toBe('access_denied');
  });

  it('cannot be given by another site, another browser or another person', async () => {
    const { served, browser, request, at, own, decide } = await begin();
    for (const headers of [
      {},
      { 'content-type': 'application/json' },
      { ...own, 'content-type': 'text/plain' },
      { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/x-www-form-urlencoded' },
    ])
      expect((await decide(true, headers)).status).toBe(403);
    const stranger = new Browser(served);
    stranger.setCookie('iPlanetDirectoryPro', await session(served));
    expect((await decide(true, own, stranger)).status, 'whoever has not begun it').toBe(404);
    expect((await stranger.go(at)).status).toBe(404);
    browser.setCookie('iPlanetDirectoryPro', await session(served, { username: 'eve' }));
    const tokens = await request.exchange(await browser.led(await locationOf(await decide(true))));
    expect(tokens.claims()?.sub, 'whoever is signed on agrees for themselves').toBe('(usr!eve)');
    expect((await decide(true)).status, 'once').toBe(404);
  });

  it('comes with the request in AM’s form, from whoever knows the session', async () => {
    const { served, config, browser, token } = await begin();
    const send = async (form: Record<string, string>, who = browser) => {
      const { address } = await authorization(config);
      const response = await who.go('/am/oauth2/realms/root/realms/alpha/authorize', {
        method: 'POST',
        body: new URLSearchParams({ ...Object.fromEntries(address.searchParams), ...form }),
      });
      expect(response.status).toBe(302);
      return new URL(response.headers.get('location') ?? '');
    };
    expect((await send({ decision: 'allow', csrf: token })).searchParams.has('code')).toBe(true);
    for (const form of [{ decision: 'allow' }, { decision: 'allow', csrf: 'x' }, { decision: 'deny', csrf: token }, { csrf: token }])
      expect((await send(form as Record<string, string>)).pathname, JSON.stringify(Object.keys(form))).toMatch(/^\/consent\//);
    const nobody = await send({ decision: 'allow', csrf: token }, new Browser(served));
    expect(nobody.pathname, 'the form alone is no session').toMatch(/^\/sign-on\//);
  });

  it('for an address that others could take over is asked for each time', async () => {
    const { served } = await begin();
    await served.addClient('native', { ...spa, redirectionUris: ['com.example.app:/callback'], isConsentImplied: false });
    const config = await application(served, 'native');
    const browser = new Browser(served);
    browser.setCookie('iPlanetDirectoryPro', await session(served));
    for (let turn = 0; turn < 2; turn += 1) {
      const { address } = await authorization(config, { redirect_uri: 'com.example.app:/callback' });
      const page = await browser.led(address);
      expect(page.pathname).toMatch(/^\/consent\//);
      const at = `/am/oauth2/realms/root/realms/alpha/authorize/${page.pathname.split('/')[3]}/consent`;
      const headers = { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' };
      const decided = await browser.go(at, { method: 'POST', headers, body: '{"allow":true}' });
      expect((await browser.led(await locationOf(decided))).protocol).toBe('com.example.app:');
    }
  });
});
