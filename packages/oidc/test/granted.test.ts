import type { SignOnSession } from '@waygate/engine';
import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { application, authorization, Browser, serve, session, spa } from './fixture.ts';

const APPLICATIONS = '/am/json/realms/root/realms/alpha/users/demo/oauth2/applications';
const OWN = { 'x-requested-with': 'XMLHttpRequest' };
const JSON_OWN = { ...OWN, 'content-type': 'application/json' };

/** An application of AM's resource, with what AM does not tell. */
interface Listed {
  readonly _id: string;
  readonly name: string | null;
  readonly scopes: Readonly<Record<string, string>>;
  readonly expiryDateTime: string | null;
  readonly since: number;
  readonly lastUsedAt: number | null;
  readonly agreedUntil: number | null;
}

/** A person who has let an application have tokens, by an agreement where it asks for one, and the browser in which they are signed on. */
async function begin(settings: Partial<typeof spa> & object = {}, more: Partial<SignOnSession> = {}) {
  let passed = 0;
  const served = await serve({ now: () => Date.now() + passed });
  await served.addClient('app', { ...spa, clientName: 'The Application', isConsentImplied: false, ...settings });
  const config = await application(served, 'app');
  const browser = new Browser(served);
  browser.setCookie('iPlanetDirectoryPro', await session(served, { maxSessionSeconds: 86_400, maxIdleSeconds: 86_400, ...more }));
  const tokens = await authorized(browser, config);
  return {
    served,
    config,
    browser,
    tokens,
    pass: (milliseconds: number) => {
      passed += milliseconds;
    },
  };
}

/** Lets the application of a configuration have tokens. */
async function authorized(browser: Browser, config: client.Configuration, scope = 'openid profile') {
  const request = await authorization(config, { scope });
  let answer = await browser.led(request.address);
  if (answer.pathname.startsWith('/consent/')) {
    const at = `/am/oauth2/realms/root/realms/alpha/authorize/${answer.pathname.split('/')[3]}/consent`;
    const decided = await browser.go(at, { method: 'POST', headers: JSON_OWN, body: '{"allow":true}' });
    answer = await browser.led(((await decided.json()) as { location: string }).location);
  }
  return request.exchange(answer);
}

const listed = async (browser: Browser): Promise<readonly Listed[]> =>
  ((await (await browser.go(`${APPLICATIONS}?_queryFilter=true`)).json()) as { result: Listed[] }).result;
const takeBack = (browser: Browser, id = 'app') => browser.go(`${APPLICATIONS}/${id}`, { method: 'DELETE', headers: OWN });
/** Whether an application is asked about before it gets a code. */
const isAsked = async (browser: Browser, config: client.Configuration) =>
  (await browser.led((await authorization(config, { scope: 'openid profile' })).address)).pathname.startsWith('/consent/');
const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ error: 'invalid_grant' });

describe('what somebody has given an application', () => {
  it('is listed: what it is called, which data, since when, when it was used last, and until when', async () => {
    const { config, browser, tokens, pass } = await begin();
    const [first, ...others] = await listed(browser);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ _id: 'app', name: 'The Application', scopes: { openid: 'openid', profile: 'profile' } });
    const { since = 0, lastUsedAt, expiryDateTime, agreedUntil } = first ?? {};
    const lasts = Date.parse(expiryDateTime ?? '') - since;
    expect(lasts / 86_400_000, 'the refresh token is good for 7 days').toBeCloseTo(7, 2);
    expect(((agreedUntil ?? 0) - since) / 86_400_000, 'and nobody is asked again for 366').toBeCloseTo(366, 2);
    pass(3_600_000);
    await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    const [later] = await listed(browser);
    expect(later?.since, 'an exchange does not change').toBe(since);
    expect(((later?.lastUsedAt ?? 0) - (lastUsedAt ?? 0)) / 3_600_000).toBeCloseTo(1, 2);
  });

  it('is taken back: the agreement is forgotten, and no token of it is worth anything, whichever of several sign-ons it came of', async () => {
    const { served, config, browser, tokens } = await begin();
    await served.addClient('resource', { grantTypes: ['client_credentials'], scopes: ['am-introspect-all-tokens'] });
    const { secret = '' } = await served.clients.renewSecret('/alpha', 'resource');
    const resource = await application(served, 'resource', secret);
    const active = async (token: string) => (await client.tokenIntrospection(resource, token)).active;
    const exchanged = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    // A second sign-on has a grant of its own, and one that is under way has a code.
    const second = await authorized(browser, config);
    const underWay = await authorization(config, { scope: 'openid profile' });
    const code = await browser.led(underWay.address);
    const all = [
      tokens.access_token,
      exchanged.access_token,
      exchanged.refresh_token ?? '',
      second.access_token,
      second.refresh_token ?? '',
    ];
    expect(await Promise.all(all.map(active))).toEqual(all.map(() => true));

    const answer = await takeBack(browser);
    expect([answer.status, await answer.json()]).toMatchObject([200, { _id: 'app', name: 'The Application' }]);
    expect(await listed(browser)).toEqual([]);
    expect(await Promise.all(all.map(active))).toEqual(all.map(() => false));
    await refused(client.refreshTokenGrant(config, exchanged.refresh_token ?? ''));
    await refused(client.refreshTokenGrant(config, second.refresh_token ?? ''));
    await refused(underWay.exchange(code));
    expect(await isAsked(browser, config)).toBe(true);
    expect((await takeBack(browser)).status, 'there is nothing any more').toBe(404);
  });

  it('is taken back of one person and one application alone, and recorded', async () => {
    const { served, config, browser } = await begin();
    await served.addClient('other', { ...spa, isConsentImplied: false });
    const others = await authorized(browser, await application(served, 'other'));
    const eve = new Browser(served);
    eve.setCookie('iPlanetDirectoryPro', await session(served, { username: 'eve' }));
    const eves = await authorized(eve, config);
    expect((await takeBack(eve)).status, 'not by somebody else').toBe(403);
    await takeBack(browser);
    expect((await listed(browser)).map(({ _id }) => _id)).toEqual(['other']);
    for (const [sub, { access_token }] of [
      ['(usr!demo)', others],
      ['(usr!eve)', eves],
    ] as const)
      expect(await client.fetchUserInfo(config, access_token, sub)).toMatchObject({ sub });
    await served.flushAudit();
    const records = [];
    for await (const part of served.stores.audit.walk({ from: 0, to: Date.now() })) records.push(...part);
    expect(records.filter(({ event }) => event === 'oauth.access_taken_back')).toMatchObject([
      { realm: '/alpha', person: { name: 'demo' }, target: { kind: 'client', id: 'app' }, facts: { count: 1, agreed: true } },
    ]);
  });

  it('without a question is listed and taken back, too, and so is an agreement without a token', async () => {
    const { browser, config } = await begin({ isConsentImplied: true });
    expect(await listed(browser)).toMatchObject([{ _id: 'app', agreedUntil: null }]);
    expect((await takeBack(browser)).status).toBe(200);
    expect([await listed(browser), await isAsked(browser, config)]).toEqual([[], false]);

    const asked = await begin();
    await client.tokenRevocation(asked.config, asked.tokens.refresh_token ?? '');
    expect(await listed(asked.browser)).toMatchObject([{ _id: 'app', expiryDateTime: null, lastUsedAt: null }]);
    expect((await takeBack(asked.browser)).status).toBe(200);
    expect([await listed(asked.browser), await isAsked(asked.browser, asked.config)]).toEqual([[], true]);
  });

  it('is not listed when it is over: by its time, with its session where the client says so, and with its client', async () => {
    const { browser, pass, served } = await begin(
      { isConsentImplied: true },
      { maxSessionSeconds: 90 * 86_400, maxIdleSeconds: 90 * 86_400 },
    );
    pass(7 * 86_400_000 + 1_000);
    expect(await listed(browser)).toEqual([]);
    await authorized(browser, await application(served, 'app'));
    expect(await listed(browser)).toHaveLength(1);
    await served.clients.remove('/alpha', 'app');
    expect(await listed(browser)).toEqual([]);

    const ending = await begin({ isConsentImplied: true, ...{ tokensEndWithSession: true } });
    expect(await listed(ending.browser)).toHaveLength(1);
    await ending.browser.go('/am/json/realms/root/realms/alpha/sessions?_action=logout', { method: 'POST', headers: JSON_OWN, body: '{}' });
    ending.browser.setCookie('iPlanetDirectoryPro', await session(ending.served));
    expect(await listed(ending.browser)).toEqual([]);
  });

  it('counts for nobody who has the name later, and for no client that has the id later', async () => {
    const { served, browser, config } = await begin();
    const settings = { ...spa, clientName: 'Another', isConsentImplied: false };
    await served.clients.remove('/alpha', 'app');
    await served.addClient('app', settings);
    expect([await listed(browser), await isAsked(browser, config)]).toEqual([[], true]);

    const kept = await begin();
    const before = await kept.served.stores.identities.findByName('/alpha', 'demo');
    await kept.served.stores.identities.update('/alpha', before?.id ?? '', (record) => ({ ...record, username: 'was-demo' }));
    await kept.served.addPerson('/alpha', 'demo');
    const successor = new Browser(kept.served);
    successor.setCookie('iPlanetDirectoryPro', await session(kept.served));
    expect([await listed(successor), await isAsked(successor, kept.config)]).toEqual([[], true]);
  });
});
