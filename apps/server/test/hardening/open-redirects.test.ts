import { applicationRequest, oauthClient } from '@waygate/schema';
import { describe, expect, it, vi } from 'vitest';
import { applicationDesk } from '../../src/application-desk.ts';
import { clientDesk } from '../../src/client-desk.ts';
import { ALLOWED, ALLOWED_BELOW, REDIRECT_TRICKS } from './redirect-tricks.ts';
import { hardenedServer, rawAnswer } from './rig.ts';
import { COOKIE, INTENT, signedOn } from './signed-on.ts';

// There are many tricks, and a busy machine takes its time for each.
vi.setConfig({ testTimeout: 60_000 });

const OWN = 'http://sso.example';
const AM = '/am/json/realms/root/realms/alpha';
const OAUTH = '/am/oauth2/realms/root/realms/alpha';
const CALLBACK = `${ALLOWED}/callback`;

/** Where a browser goes that is on a page of the server (WHATWG); undefined when nowhere. */
const browserGoes = (address: string) => URL.parse(address, `${OWN}/sign-on/alpha`);
/** Whether a browser stays where the realm allows it to go. */
const stays = (address: string) => {
  const url = browserGoes(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.origin === OWN || url.origin === ALLOWED || url.href.startsWith(ALLOWED_BELOW);
};

async function served() {
  const house = await hardenedServer();
  const settings = await house.stores.realms.settings('/alpha');
  if (settings === undefined) throw new Error('There is no realm.');
  await house.stores.realms.put({ ...settings, redirectTargets: [ALLOWED, `${ALLOWED_BELOW}*`] });
  const token = await signedOn(house.stores, '/alpha', 'demo');
  const post = async (path: string, body: object = {}) => {
    const headers = { ...INTENT, 'content-type': 'application/json', [COOKIE]: token };
    return (await (await house.call(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Record<string, unknown>;
  };
  return { ...house, post, token };
}

it('there are many tricks, each once, and the check would see one that works', () => {
  expect(new Set(REDIRECT_TRICKS).size).toBe(REDIRECT_TRICKS.length);
  expect(REDIRECT_TRICKS.length).toBeGreaterThanOrEqual(150);
  expect(REDIRECT_TRICKS.filter((trick) => browserGoes(trick)?.hostname === 'evil.example').length).toBeGreaterThan(50);
  for (const address of ['//evil.example', 'https://evil.example', 'javascript:alert(1)', '/\\evil.example'])
    expect(stays(address)).toBe(false);
  for (const address of ['/account', `${ALLOWED}/x`, `${ALLOWED_BELOW}x`]) expect(stays(address)).toBe(true);
});

describe('no trick leads a browser away', () => {
  it('by goto of a sign-on, whose end is what the page follows', async () => {
    const { post } = await served();
    expect(await post(`${AM}/authenticate?goto=${encodeURIComponent(`${ALLOWED}/x`)}`)).toMatchObject({ successUrl: `${ALLOWED}/x` });
    await each(REDIRECT_TRICKS, async (trick) => {
      const { successUrl } = await post(`${AM}/authenticate?goto=${encodeURIComponent(trick.toWellFormed())}`);
      expect(stays(String(successUrl)), `${JSON.stringify(trick)} leads to ${successUrl}`).toBe(true);
    });
  });

  it('by gotoOnFail of a sign-on that fails', async () => {
    const { call } = await served();
    const failing = async (onFail: string) => {
      const at = `${AM}/authenticate?authIndexType=service&authIndexValue=Login&gotoOnFail=${encodeURIComponent(onFail.toWellFormed())}`;
      const headers = { ...INTENT, 'content-type': 'application/json' };
      const step = (await (await call(at, { method: 'POST', headers })).json()) as { callbacks: { input: { value: unknown }[] }[] };
      for (const { input } of step.callbacks) for (const field of input) field.value = 'nobody';
      const failed = (await (await call(at, { method: 'POST', headers, body: JSON.stringify(step) })).json()) as Failed;
      return failed.detail?.failureUrl ?? '';
    };
    expect(await failing(`${ALLOWED}/no`)).toBe(`${ALLOWED}/no`);
    // Each costs two requests and comes to the same check as goto: one of every kind is enough.
    await each(
      REDIRECT_TRICKS.filter((_trick, index) => index % 5 === 0),
      async (trick) => {
        const url = await failing(trick);
        expect(url === '' || stays(url), `${JSON.stringify(trick)} leads to ${url}`).toBe(true);
      },
    );
  });

  it('by the address that an application asks about (validateGoto)', async () => {
    const { post } = await served();
    await each(REDIRECT_TRICKS, async (goto) => {
      const { successURL } = await post(`${AM}/users?_action=validateGoto`, { goto });
      expect(stays(String(successURL)), `${JSON.stringify(goto)} leads to ${successURL}`).toBe(true);
    });
  });

  it("by AM's sign-on links, which lead to a page of this server whatever they carry", async () => {
    const { call } = await served();
    for (const trick of REDIRECT_TRICKS) {
      const wanted = encodeURIComponent(trick.toWellFormed());
      const { headers } = await call(`/am/XUI/?realm=${wanted}&service=${wanted}&goto=${wanted}`);
      const location = headers.get('location') ?? '';
      expect(location).toMatch(/^\/sign-on\//);
      expect(browserGoes(location)?.origin, JSON.stringify(trick)).toBe(OWN);
    }
  });

  it('by redirect_uri of an authorization request: only what is registered, letter by letter', async () => {
    const { call, workspace } = await served();
    const settings = oauthClient.parse({ clientType: 'Public', redirectionUris: [CALLBACK], scopes: ['openid'] });
    await clientDesk(workspace).create('/alpha', 'app', { settings });
    const more = `response_type=code&client_id=app&scope=openid&state=s&prompt=none&code_challenge=${'a'.repeat(43)}&code_challenge_method=S256`;
    const ask = (uri: string) => call(`${OAUTH}/authorize?${more}&redirect_uri=${encodeURIComponent(uri.toWellFormed())}`);
    expect((await ask(CALLBACK)).headers.get('location')).toMatch(/^https:\/\/allowed\.example\/callback\?/);
    const near = [
      `${CALLBACK}/`,
      `${CALLBACK}?x=1`,
      `${CALLBACK}#x`,
      `${CALLBACK}/../callback`,
      `${ALLOWED}/Callback`,
      `${ALLOWED}:443/callback`,
      ALLOWED,
    ];
    for (const uri of [...near, ...REDIRECT_TRICKS]) {
      const { status, headers } = await ask(uri);
      expect([status, headers.get('location')], JSON.stringify(uri)).toEqual([400, null]);
    }
  });

  it('by post_logout_redirect_uri, without a token of the issuer or with one', async () => {
    const { call } = await served();
    for (const trick of REDIRECT_TRICKS) {
      const { status, headers } = await call(
        `${OAUTH}/connect/endSession?id_token_hint=a.b.c&post_logout_redirect_uri=${encodeURIComponent(trick.toWellFormed())}`,
      );
      expect([status, headers.get('location')], JSON.stringify(trick)).toEqual([400, null]);
    }
  });

  it('by the address that a proxy says somebody wanted, nor by who says that they are an application', async () => {
    const { call, workspace, stores } = await hardenedServer({ WAYGATE_TRUSTED_PROXIES: '127.0.0.1' });
    const [idp] = await stores.realmObjects.list('/alpha', 'offlineIdp');
    const wish = applicationRequest.parse({ name: 'intranet', idpId: idp?.id ?? '', publicDomain: 'https://intranet.example' });
    await applicationDesk(workspace).create('/alpha', wish);
    const pages = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'x-forwarded-proto': 'https' };
    for (const trick of REDIRECT_TRICKS) {
      const said = trick.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent);
      for (const headers of [
        { ...pages, 'x-forwarded-host': 'intranet.example', 'x-forwarded-uri': said },
        { ...pages, 'x-forwarded-host': said, 'x-forwarded-uri': '/' },
      ]) {
        const answer = await call('/forward-auth/alpha/lead', { headers });
        const location = answer.headers.get('location');
        const links = [...(await answer.text()).matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
        for (const address of [...links, ...(location === null ? [] : [location])])
          expect([OWN, 'https://intranet.example'], `${JSON.stringify(trick)} leads to ${address}`).toContain(
            URL.parse(address, OWN)?.origin,
          );
      }
    }
  });

  it('by the path that the address of this machine is led on with', async () => {
    const { port } = await hardenedServer({ WAYGATE_PUBLIC_URL: 'http://localhost:8080' });
    const tricks = REDIRECT_TRICKS.filter((trick) => /^\/[\x21-\x7e]*$/.test(trick));
    expect(tricks.length).toBeGreaterThan(30);
    for (const trick of tricks) {
      const answer = await rawAnswer(port, `GET ${trick} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n\r\n`);
      const [, location = ''] = /\r\nLocation: (.*)\r\n/.exec(answer) ?? [];
      expect(URL.parse(location, 'http://localhost:8080')?.origin, `${trick} leads to ${location}`).toBe('http://localhost:8080');
    }
  });
});

/** Some at a time. */
async function each(tricks: readonly string[], look: (trick: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < tricks.length; from += 16) await Promise.all(tricks.slice(from, from + 16).map(look));
}

interface Failed {
  readonly detail?: { readonly failureUrl?: string };
}
