import { describe, expect, it } from 'vitest';
import { requestCookies } from '../src/cookies.ts';
import { application, authorization, Browser, serve, spa } from './fixture.ts';

const NOW = 1_790_000_000_000;
/** As the library sets it. */
const SET =
  'waygate-authorize=uid-1; path=/am/oauth2/realms/root/realms/alpha/authorize/uid-1; expires=Sun, 01 Jan 2040 00:00:00 GMT; secure; httponly; samesite=lax';

describe('the cookie of an authorization request', () => {
  it('is bound to this host over https, and has the name of its request', () => {
    const cookies = requestCookies(true);
    const [set, ...more] = cookies.outer(
      [SET, 'waygate-oauth-session=x; path=/', 'waygate-oauth-interaction=y; path=/sign-on'],
      undefined,
      NOW,
    );
    expect(more).toEqual([]);
    expect(set).toBe(
      `__Host-waygate-authorize.uid-1=${NOW}; path=/; expires=Sun, 01 Jan 2040 00:00:00 GMT; secure; httponly; samesite=lax`,
    );
    expect(cookies.began(`a=b; __Host-waygate-authorize.uid-1=${NOW}`, 'uid-1')).toBe(true);
  });

  it('is not believed without the prefix over https, where a neighbouring domain could have planted it', () => {
    const cookies = requestCookies(true);
    expect(cookies.began(`waygate-authorize.uid-1=${NOW}; waygate-authorize=uid-1`, 'uid-1')).toBe(false);
    expect(cookies.began(undefined, 'uid-1')).toBe(false);
    expect(requestCookies(false).began(`waygate-authorize.uid-1=${NOW}`, 'uid-1')).toBe(true);
  });

  it('takes the oldest away when a browser has left too many behind', () => {
    const cookies = requestCookies(true);
    const kept = Array.from({ length: 9 }, (_, index) => `__Host-waygate-authorize.old-${index}=${NOW - 1_000 + index}`).join('; ');
    const gone = cookies.outer([SET], kept, NOW).slice(1);
    expect(gone.map((one) => one.split(';')[0])).toEqual(['__Host-waygate-authorize.old-1=', '__Host-waygate-authorize.old-0=']);
    for (const one of gone) expect(one).toMatch(/=; path=\/; expires=Thu, 01 Jan 1970 00:00:00 GMT; secure; httponly; samesite=lax$/);
  });

  it('is one for each of several requests that a browser begins side by side, and goes when its own is answered', async () => {
    const served = await serve();
    await served.addClient('app', spa);
    const config = await application(served, 'app');
    const browser = new Browser(served);
    const requests = await Promise.all([authorization(config), authorization(config)]);
    const pages = await Promise.all(requests.map(({ address }) => browser.led(address)));
    const [first, second] = pages;
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const [uid, other] = pages.map((page) => /authorize\/([\w-]+)/.exec(page.searchParams.get('goto') ?? '')?.[1] ?? '');
    expect([browser.cookie(`waygate-authorize.${uid}`), browser.cookie(`waygate-authorize.${other}`)]).toEqual([
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+$/),
    ]);
    const answer = await browser.led(await browser.signOn(first));
    expect(answer.searchParams.has('code')).toBe(true);
    expect(browser.cookie(`waygate-authorize.${uid}`)).toBeUndefined();
    expect(browser.cookie(`waygate-authorize.${other}`)).toBeDefined();
    expect((await browser.led(second.searchParams.get('goto') ?? '')).searchParams.has('code')).toBe(true);
  });
});
