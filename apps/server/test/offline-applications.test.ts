import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Answer } from './browser.ts';
import { anna, ben, guardedHouse, type Seen } from './guarded-house.ts';

const payroll = {
  name: 'payroll',
  label: 'Payroll',
  headers: [
    { header: 'X-User', source: { type: 'session', property: 'username' } },
    { header: 'X-Offline', source: { type: 'session', property: 'offline' } },
  ],
} as const;

/** What somebody gets to see, in short. */
const shown = ({ status, text }: Answer) => {
  if (status !== 200) return `${status} ${/<h1>(.*?)<\/h1>/.exec(text)?.[1]}`;
  const { 'x-user': user, 'x-offline': offline } = (JSON.parse(text) as Seen).headers;
  return `${user}${offline === 'true' ? ' offline' : ''}`;
};

const OUTAGE = '503 Payroll cannot be reached for now';
const NOT_NOW = '403 You cannot use Payroll now';

/** A house with one application and its table: what anna, who is in an allowed group, and ben, who is in none, get to see when each comes with a new browser. */
async function house(...others: readonly string[]) {
  const { guard, ...rest } = await guardedHouse();
  const [app, ...more] = await guard({ ...payroll, headers: [...payroll.headers] }, ...others.map((name) => ({ name })));
  if (app === undefined) throw new Error('There is no application.');
  const comes = async (who: typeof anna, path = '/') => shown(await rest.browser().open(app.at(path), who));
  return { ...rest, app, more, comes, both: async () => [await comes(anna), await comes(ben)] };
}

describe('an application whose provider can be reached or not', () => {
  it('goes by the table of its states, row by row', async () => {
    const { app, provider, both } = await house();
    for (const state of ['INACTIVE', 'TEST', 'ACTIVE'] as const) {
      await app.offline(state, 'admins');
      await provider('online');
      expect(await both(), `${state}, online`).toEqual(['anna', 'ben']);
      await provider('offline');
      expect(await both(), `${state}, offline`).toEqual(state === 'ACTIVE' ? ['anna offline', NOT_NOW] : [OUTAGE, OUTAGE]);
      await provider('blocked');
      const blocked = '503 Signing in to Payroll is blocked';
      expect(await both(), `${state}, blocked`).toEqual([blocked, blocked]);
    }
    await provider('offline');
    await app.offline('ACTIVE', 'Everyone');
    expect(await both()).toEqual(['anna offline', 'ben offline']);
    await app.offline('ACTIVE');
    expect(await both()).toEqual([NOT_NOW, NOT_NOW]);
    const refused = app.seen.filter(({ headers }) => headers['x-user'] === undefined);
    expect(refused).toEqual([]);
  });

  it('keeps who came in before the outage, and judges who came in during it anew each time', async () => {
    const { app, provider, browser } = await house();
    await app.offline('ACTIVE', 'Admins');
    const early = browser();
    expect(shown(await early.open(app.at('/'), ben))).toBe('ben');
    await provider('offline');
    expect(shown(await early.open(app.at('/')))).toBe('ben');
    const late = browser();
    expect(shown(await late.open(app.at('/'), anna))).toBe('anna offline');
    await app.offline('ACTIVE', 'Developers');
    expect(shown(await late.open(app.at('/')))).toBe(NOT_NOW);
    await app.offline('INACTIVE', 'Admins');
    expect(shown(await late.open(app.at('/')))).toBe(OUTAGE);
    await app.offline('ACTIVE', 'Admins');
    expect(shown(await late.open(app.at('/')))).toBe('anna offline');
    await provider('blocked');
    expect((await late.open(app.at('/'))).status).toBe(503);
    expect(shown(await early.open(app.at('/')))).toBe('ben');
  });

  it('has whoever signed on offline sign on again when the provider is back, and leads them on to where they were', async () => {
    const { app, provider, browser } = await house();
    await app.offline('ACTIVE', 'Admins');
    await provider('offline');
    const person = browser();
    expect(shown(await person.open(app.at('/'), anna))).toBe('anna offline');
    await provider('online');
    app.seen.length = 0;
    expect((await person.send(app.at('/api'), { method: 'POST', navigates: false })).status).toBe(401);
    const led = await person.open(app.at('/slip?of=1'));
    expect(led.url).toContain('/sign-on/alpha?goto=');
    expect(new URL(led.url).searchParams.get('ForceAuth')).toBe('true');
    expect(app.seen).toEqual([]);
    const back = await person.open(app.at('/slip?of=1'), anna);
    expect([shown(back), back.url]).toEqual(['anna', app.at('/slip?of=1')]);
  });

  it('lets whoever refuses to sign on again in no more, not even in the next outage', async () => {
    const { app, provider, browser } = await house();
    await app.offline('ACTIVE', 'Admins');
    await provider('offline');
    const person = browser();
    expect(shown(await person.open(app.at('/'), anna))).toBe('anna offline');
    await provider('online');
    const { url } = await person.open(app.at('/'));
    await expect(person.signOn(url, { ...anna, password: 'wrong' })).rejects.toThrow();
    await provider('offline');
    expect((await person.open(app.at('/'))).url).toContain('/sign-on/alpha');
  });

  it('lets whoever leaves the page where they are asked again in no more, either, also not by another application', async () => {
    const { app, more, provider, browser, stores } = await house('wiki');
    const [wiki] = more;
    if (wiki === undefined) throw new Error('There is no other application.');
    for (const one of [app, wiki]) await one.offline('ACTIVE', 'Admins');
    await provider('offline');
    const person = browser();
    expect(shown(await person.open(app.at('/'), anna))).toBe('anna offline');
    expect((await person.open(wiki.at('/'))).status).toBe(200);
    await provider('online');
    expect((await person.open(app.at('/'))).url).toContain('ForceAuth=true');
    await provider('offline');
    for (const one of [app, wiki]) expect((await person.open(one.at('/'))).url).toContain('/sign-on/alpha');
    const { id } = (await stores.identities.findByName('/alpha', 'anna')) ?? { id: '' };
    expect(await stores.signOnSessions.listByUser('/alpha', id, Date.now())).toEqual([]);
  });

  it('is told apart from others by a person who signed on for one of them offline', async () => {
    const { app, more, provider, browser } = await house('wiki', 'mail');
    const [wiki, mail] = more;
    if (wiki === undefined || mail === undefined) throw new Error('There are no other applications.');
    await app.offline('ACTIVE', 'Admins');
    await wiki.offline('ACTIVE', 'Developers');
    await provider('offline');
    const person = browser();
    await person.open(app.at('/'), anna);
    expect((await person.open(wiki.at('/'))).status).toBe(403);
    expect((await person.open(mail.at('/'))).status).toBe(503);
  });

  it('goes by the groups that the copy of a directory has somebody in, where there is one', async () => {
    const { app, provider, browser, stores } = await house();
    await app.offline('ACTIVE', 'Admins');
    await provider('offline');
    const person = browser();
    expect(shown(await person.open(app.at('/'), anna))).toBe('anna offline');
    const { id } = (await stores.identities.findByName('/alpha', 'anna')) ?? { id: '' };
    const [session] = await stores.signOnSessions.listByUser('/alpha', id, Date.now());
    if (session?.offline === undefined) throw new Error('The session is not an offline one.');
    const offline = { ...session.offline, groups: ['Developers'], groupDns: ['cn=developers,ou=berlin,dc=x'] };
    await stores.signOnSessions.create({ ...session, id: `${session.id}x`, offline });
    await stores.signOnSessions.end(session.id, 'UPGRADE');
    expect(shown(await person.open(app.at('/')))).toBe(NOT_NOW);
    await app.offline('ACTIVE', 'developers');
    expect(shown(await person.open(app.at('/')))).toBe('anna offline');
    // Another group of the same name is not meant by whoever names one of them.
    await app.offline('ACTIVE', 'cn=Developers,ou=Paris,dc=x');
    expect(shown(await person.open(app.at('/')))).toBe(NOT_NOW);
    await app.offline('ACTIVE', 'CN=Developers, OU=Berlin, DC=x');
    expect(shown(await person.open(app.at('/')))).toBe('anna offline');
  });

  it('does not lead somebody round whose sign-on is an offline one although the provider is there', async () => {
    const { app, provider, browser, stores } = await house();
    await app.offline('ACTIVE', 'Everyone');
    const person = browser();
    const ask = await person.send(app.at('/'));
    await provider('offline');
    const page = await person.open(ask.headers.location ?? '');
    await provider('offline');
    const next = await person.signOn(page.url, anna);
    await provider('online');
    const answer = await person.open(next);
    expect(shown(answer)).toBe('403 You cannot use Payroll with this sign-in');
    expect(answer.text).toContain('Sign in as somebody else');
    expect(
      (await stores.signOnSessions.listByUser('/alpha', (await stores.identities.findByName('/alpha', 'anna'))?.id ?? '', Date.now()))
        .length,
    ).toBe(1);
  });
});

describe('a tester', () => {
  it('rehearses an outage of one application in one browser, while everybody else signs on as usual', async () => {
    const { app, more, browser, comes } = await house('wiki');
    const [wiki] = more;
    if (wiki === undefined) throw new Error('There is no other application.');
    await app.offline('TEST', 'Admins');
    await wiki.offline('TEST', 'Admins');
    const tester = browser();
    expect(shown(await tester.open(app.at('/'), anna))).toBe('anna');
    const rehearsed = await tester.open(app.at('/slip?a=1&offline=simulate'), anna);
    expect([shown(rehearsed), rehearsed.url]).toEqual(['anna offline', app.at('/slip?a=1')]);
    expect(shown(await tester.open(app.at('/')))).toBe('anna offline');
    expect(await comes(anna)).toBe('anna');
    expect(await comes(ben)).toBe('ben');
    // The other application takes the rehearsed sign-on for none.
    expect((await tester.open(wiki.at('/'))).url).toContain('/sign-on/alpha');
  });

  it('is let in only in an allowed group, and only where a rehearsal is on', async () => {
    const { app, comes, provider, browser } = await house();
    await app.offline('TEST', 'Admins');
    expect(await comes(ben, '/?offline=simulate')).toBe(NOT_NOW);
    for (const state of ['INACTIVE', 'ACTIVE'] as const) {
      await app.offline(state, 'Everyone');
      expect(await comes(anna, '/?offline=simulate')).toBe('anna');
    }
    await app.offline('TEST', 'Admins');
    const tester = browser();
    expect(shown(await tester.open(app.at('/?offline=simulate'), anna))).toBe('anna offline');
    await app.offline('ACTIVE', 'Admins');
    expect((await tester.open(app.at('/'))).url).toContain('/sign-on/alpha');
    await app.offline('TEST', 'Admins');
    await provider('offline');
    expect(await comes(anna, '/?offline=simulate')).toBe(OUTAGE);
  });

  it('rehearses nothing of an application that has no provider', async () => {
    const { app, comes, desk, stores } = await house();
    const { id, idpId: _none, ...wish } = app.application;
    await desk.replace('/alpha', id, { ...wish, offline: { state: 'TEST', groups: [{ name: 'Admins' }] } });
    expect(await comes(anna, '/?offline=simulate')).toBe('anna');
    const person = await stores.identities.findByName('/alpha', 'anna');
    const sessions = await stores.signOnSessions.listByUser('/alpha', person?.id ?? '', Date.now());
    expect(sessions.map(({ offline }) => offline)).toEqual([undefined]);
  });

  it('rehearses by the journey of the application alone, whatever another one would let them skip', async () => {
    // The server keeps the clock that it finds when it begins.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const { app, browser, stores, url } = await house();
    await app.offline('TEST', 'Admins');
    const person = await stores.identities.findByName('/alpha', 'anna');
    const made = async () => {
      const [session] = await stores.signOnSessions.listByUser('/alpha', person?.id ?? '', Date.now());
      if (session !== undefined) await stores.signOnSessions.end(session.id, 'LOGOUT');
      return session?.offline?.rehearsal;
    };
    /** A browser that is signed on, and was led to the page where it rehearses. */
    const ready = async () => {
      const own = browser();
      await own.open(app.at('/'), anna);
      const goto = new URL((await own.open(app.at('/?offline=simulate'))).url).searchParams.get('goto') ?? '';
      return { own, goto };
    };
    const by = async (journey: string, { own, goto }: Awaited<ReturnType<typeof ready>>) => {
      await own.signOn(`${url}/sign-on/alpha${journey}?${new URLSearchParams({ goto, ForceAuth: 'true' })}`, anna);
      return made();
    };
    expect(await by('', await ready()), 'the default journey of the realm is that of the application').toBe(app.application.id);
    expect(await by('/Journey', await ready())).toBe(app.application.id);
    expect(await by('/Other', await ready())).toBeUndefined();
    await app.change({ journey: 'Other', offline: { state: 'TEST', groups: [{ name: 'Admins' }] } });
    expect(await by('/Other', await ready())).toBe(app.application.id);
    expect(await by('', await ready())).toBeUndefined();
    const used = await ready();
    await used.own.signOn(`${url}/sign-on/alpha/Other?${new URLSearchParams({ goto: used.goto, ForceAuth: 'true' })}`, anna);
    expect((await used.own.open(new URL(used.goto, url).href)).status, 'they enter').toBe(200);
    expect(await made()).toBe(app.application.id);
    await used.own.open(app.at('/'), anna);
    expect(await by('/Other', used), 'once').toBeUndefined();

    await app.change({ journey: 'Other', offline: { state: 'TEST', groups: [{ name: 'Admins' }] }, askBeforeEntry: true });
    const asked = browser();
    const journey = `${url}/sign-on/alpha/Other`;
    await asked.open(await asked.signOn((await asked.open(app.at('/'))).url, anna));
    const goto = new URL((await asked.open(app.at('/?offline=simulate'))).url).searchParams.get('goto') ?? '';
    const signedOn = await asked.signOn(`${journey}?${new URLSearchParams({ goto, ForceAuth: 'true' })}`, anna);
    expect(shown(await asked.open(signedOn)), 'who has signed on for it is not asked').toBe('anna offline');
    await made();
    await asked.open(await asked.signOn((await asked.open(app.at('/'))).url, anna));
    expect(await by('/Other', { own: asked, goto }), 'once, whatever was noted on what they entered by').toBeUndefined();
    const late = await ready();
    vi.setSystemTime(Date.now() + 11 * 60_000);
    expect(await by('/Other', late), 'for ten minutes').toBeUndefined();
    expect(await by('/Other', await ready())).toBe(app.application.id);
  });

  it('is somebody who could come in without: a password alone leads past nothing', async () => {
    const { app, browser, stores } = await house();
    await app.offline('TEST', 'Everyone');
    const person = await stores.identities.findByName('/alpha', 'anna');
    const made = async () =>
      (await stores.signOnSessions.listByUser('/alpha', person?.id ?? '', Date.now())).map(({ offline }) => offline?.rehearsal);
    const thief = browser();
    const page = await thief.open(app.at('/?offline=simulate'));
    await thief.signOn(page.url, anna);
    expect(await made(), 'the sign-on of a browser that nobody had signed on').toEqual([undefined]);
    const own = browser();
    expect(shown(await own.open(app.at('/'), ben))).toBe('ben');
    const led = await own.open(app.at('/?offline=simulate'));
    await expect(own.signOn(led.url, anna), 'the rehearsal of somebody else').rejects.toThrow('came to nothing');
    expect(await made()).toEqual([undefined]);
    expect(shown(await own.open(app.at('/?offline=simulate'), ben))).toBe('ben offline');
  });

  it('is told when the journey does not go the way for outages', async () => {
    const { app, comes } = await house();
    await app.offline('TEST', 'Admins');
    await app.change({ journey: 'Online only', offline: { state: 'TEST', groups: [{ name: 'Admins' }] } });
    expect(await comes(anna, '/?offline=simulate')).toBe('403 This was no rehearsal');
    expect(await comes(anna)).toBe('anna');
  });
});
