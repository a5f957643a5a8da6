import { createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Answer, raw } from './browser.ts';
import { anna, ben, guardedHouse, type Seen, type Wish } from './guarded-house.ts';

const HEADERS = [
  { header: 'X-User', source: { type: 'session', property: 'username' } },
  { header: 'X-Mail', source: { type: 'attribute', attribute: 'mail' } },
  { header: 'X-Groups', source: { type: 'groups' } },
  { header: 'X-Phone', source: { type: 'attribute', attribute: 'telephoneNumber' } },
  { header: 'X-Offline', source: { type: 'session', property: 'offline' } },
  { header: 'X-Product', source: { type: 'constant', value: 'Pay 100 % “now”' } },
] as const;
const payroll = { name: 'payroll', label: 'Payroll', headers: [...HEADERS] };
const wiki = { name: 'wiki', headers: [...HEADERS] };

const seenIn = (answer: Answer) => JSON.parse(answer.text) as Seen;
const titleOf = ({ text }: Answer) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];

/** A house with one application, which anna has entered with a browser unless a test wants it otherwise. */
async function entered(wish: Wish = payroll) {
  const house = await guardedHouse();
  const [app] = await house.guard(wish);
  if (app === undefined) throw new Error('There is no application.');
  const person = house.browser();
  const answer = await person.open(app.at('/'), anna);
  expect(answer.status).toBe(200);
  app.seen.length = 0;
  return { ...house, app, person };
}

describe('an application behind nginx', () => {
  it('is entered by the sign-on, which leads back to where the person wanted to go', async () => {
    const { guard, browser } = await guardedHouse();
    const [app] = await guard(payroll);
    if (app === undefined) throw new Error('There is no application.');
    const person = browser();
    const answer = await person.open(app.at('/slips/2026?month=11&of=a%26b%20c'), anna);
    expect(answer).toMatchObject({ status: 200, url: app.at('/slips/2026?month=11&of=a%26b%20c') });
    const { url, headers } = seenIn(answer);
    expect(url).toBe('/slips/2026?month=11&of=a%26b%20c');
    expect(headers).toMatchObject({
      'x-user': 'anna',
      'x-mail': 'anna@example.com',
      'x-groups': 'Admins,Staff',
      'x-offline': 'false',
      'x-product': 'Pay 100 %25 %E2%80%9Cnow%E2%80%9D',
      host: new URL(app.application.publicDomain).host,
    });
    expect(headers).not.toHaveProperty('x-phone');
    expect(JSON.stringify(headers)).not.toContain('waygate.payroll');
    expect(await person.open(app.at('/'))).toMatchObject({ status: 200 });
  });

  it('never sees what a client says of itself, nor its cookie of the session, whatever else comes through', async () => {
    const { app, person } = await entered();
    const forged = {
      'x-user': 'root',
      'X-MAIL': 'root@example.com',
      x_user: 'root',
      'x-phone': '666',
      'x-waygate-assertion': 'forged',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-user': 'root',
      'x-custom': 'kept',
    };
    person.cookies(app.at('/')).set('theme', 'dark').set('zzz', 'last');
    const { headers } = seenIn(await person.send(app.at('/'), { headers: forged }));
    expect(headers).toMatchObject({ 'x-user': 'anna', 'x-mail': 'anna@example.com', 'x-custom': 'kept', cookie: 'theme=dark; zzz=last' });
    for (const name of ['x_user', 'x-phone', 'x-waygate-assertion']) expect(headers).not.toHaveProperty(name);
    expect(headers['x-forwarded-host']).toBe(new URL(app.application.publicDomain).host);
    app.seen.length = 0;
    const stranger = { ...forged, cookie: 'waygate.payroll=x; waygate.payroll=y' };
    expect((await raw(new URL(app.at('/')), { headers: stranger })).status).toBe(401);
    expect((await raw(new URL(app.at('/.waygate/check')), { headers: stranger })).status).toBe(404);
    expect(app.seen).toEqual([]);
  });

  it('that names no journey is entered by the default one of the realm, and by a session of another one it is not', async () => {
    const { guard, browser, url } = await guardedHouse();
    const [app] = await guard(payroll);
    if (app === undefined) throw new Error('There is no application.');
    const person = browser();
    await person.signOn(`${url}/sign-on/alpha/Other`, anna);
    const led = await person.open(app.at('/'));
    expect(new URL(led.url).pathname).toMatch(/^\/sign-on\/alpha/);
    expect(app.seen).toEqual([]);
    expect(seenIn(await person.open(app.at('/'), anna)).headers).toMatchObject({ 'x-user': 'anna' });
  });

  it('that asks before it is entered does so of whoever is signed on already, each time, and lets in by their yes alone', async () => {
    const { guard, browser, url } = await guardedHouse();
    const [app] = await guard({ ...payroll, askBeforeEntry: true });
    if (app === undefined) throw new Error('There is no application.');
    const person = browser();
    await person.signOn(`${url}/sign-on/alpha/Journey`, anna);
    const ways = ({ text }: Answer) =>
      [...text.matchAll(/<a class="button[^"]*" href="([^"]*)">([^<]*)</g)].map(([, way = '', label = '']) => [
        label,
        way.replaceAll('&amp;', '&'),
      ]);
    for (let turn = 0; turn < 2; turn += 1) {
      const stranger = browser();
      await stranger.signOn(`${url}/sign-on/alpha/Journey`, ben);
      const asked = await person.open(app.at('/slips?of=1'));
      expect([asked.status, titleOf(asked)]).toEqual([200, 'Continue to Payroll?']);
      expect(asked.text).toContain(`You are signed in as anna. If you continue, Payroll (${new URL(app.application.publicDomain).host})`);
      expect(asked.headers['x-frame-options'], 'nobody else’s page has it pressed').toBe('DENY');
      expect(app.seen).toEqual([]);
      const [go, other] = ways(asked);
      expect([go?.[0], other?.[0]]).toEqual(['Continue as anna', 'Sign in as somebody else']);
      expect(new URL(other?.[1] ?? '', url).searchParams.get('ForceAuth')).toBe('true');
      expect(titleOf(await stranger.open(`${url}${go?.[1]}`)), 'a yes is of who gave it').toBe('Continue to Payroll?');
      const entered = await person.open(`${url}${go?.[1]}`);
      expect([entered.url, seenIn(entered).headers['x-user']]).toEqual([app.at('/slips?of=1'), 'anna']);
      // The session with the application is over, and the sign-on is not.
      person.cookies(app.at('/')).clear();
      app.seen.length = 0;
    }
    const asked = await person.open(app.at('/'));
    const [, other] = ways(asked);
    const changed = await person.signOn(new URL(other?.[1] ?? '', url).href, ben);
    expect(seenIn(await person.open(new URL(changed, url).href)).headers, 'whoever has just signed on for it is not asked').toMatchObject({
      'x-user': 'ben',
    });
    const fresh = browser();
    expect(seenIn(await fresh.open(app.at('/'), anna)).headers).toMatchObject({ 'x-user': 'anna' });
  });

  it('that asks before it is entered asks whoever came from it, left the sign-on there, and signed on later for something else', async () => {
    const { guard, browser, url } = await guardedHouse();
    const [app] = await guard({ ...payroll, askBeforeEntry: true });
    if (app === undefined) throw new Error('There is no application.');
    const person = browser();
    const led = await person.open(app.at('/slips'));
    const toTicket = new URL(led.url).searchParams.get('goto') ?? '';
    await person.signOn(`${url}/sign-on/alpha/Journey`, anna);
    expect(titleOf(await person.open(`${url}${toTicket}`))).toBe('Continue to Payroll?');
    const atOnce = await person.signOn(led.url, anna);
    expect(titleOf(await person.open(atOnce)), 'a sign-on that is there already is no act').toBe('Continue to Payroll?');
    expect(app.seen).toEqual([]);

    const forced = new URL(led.url);
    forced.searchParams.set('ForceAuth', 'true');
    const signedOn = await person.signOn(forced.href, anna);
    expect(seenIn(await person.open(signedOn)).headers).toMatchObject({ 'x-user': 'anna' });
    person.cookies(app.at('/')).clear();
    const stranger = browser();
    await stranger.signOn(`${url}/sign-on/alpha/Journey`, anna);
    expect(titleOf(await stranger.open(signedOn)), 'a sign-on counts for its own session').toBe('Continue to Payroll?');
  });

  it('gets no form of somebody whose session is over, who is told so, and scripts get no redirect', async () => {
    const { guard, browser } = await guardedHouse();
    const [app] = await guard(payroll);
    if (app === undefined) throw new Error('There is no application.');
    const stranger = browser();
    const form = { method: 'POST', body: 'amount=5', headers: { 'accept-language': 'de-CH, en;q=0.5' } };
    const posted = await stranger.send(app.at('/pay?x=1'), form);
    expect([posted.status, titleOf(posted)]).toEqual([401, 'Ihre Anmeldung bei Payroll ist abgelaufen']);
    expect(posted.text).toContain(`<a class="button" href="${app.application.publicDomain}">Anmelden</a>`);
    const script = await stranger.send(app.at('/api'), { navigates: false });
    expect([script.status, JSON.parse(script.text)]).toMatchObject([401, { code: 'session.required' }]);
    expect(script.headers['set-cookie']).toBeUndefined();
    expect(app.seen).toEqual([]);
  });

  it('is left by signing off there or at the server and when the session is ended by somebody else', async () => {
    const { app, person, url, stores, browser } = await entered();
    const other = await person.send(app.at('/.waygate/sign-off'), { site: 'cross-site' });
    expect(other.headers.location).toBe(app.application.publicDomain);
    expect((await person.open(app.at('/'))).status).toBe(200);
    const off = await person.open(app.at('/.waygate/sign-off'));
    expect([off.status, titleOf(off)]).toEqual([200, 'You are signed out']);
    expect((await person.open(app.at('/'))).url).toContain('/sign-on/alpha');

    await person.open(app.at('/'), anna);
    const headers = { 'accept-api-version': 'resource=2.1', 'content-type': 'application/json' };
    const logout = `${url}/am/json/realms/root/realms/alpha/sessions?_action=logout`;
    expect((await person.send(logout, { method: 'POST', headers, body: '{}' })).status).toBe(200);
    expect((await person.open(app.at('/'))).url).toContain('/sign-on/alpha');

    const third = browser();
    await third.open(app.at('/'), anna);
    const owner = await stores.identities.findByName('/alpha', 'anna');
    for (const { id } of await stores.signOnSessions.listByUser('/alpha', owner?.id ?? '', Date.now()))
      await stores.signOnSessions.end(id, 'DESTROY');
    expect((await third.send(app.at('/'), { navigates: false })).status).toBe(401);
  });

  it('is left when the password is reset, and when the account is closed', async () => {
    const { app, person: browser, stores } = await entered();
    const { id } = (await stores.identities.findByName('/alpha', 'anna')) ?? { id: '' };
    await stores.identities.update('/alpha', id, (record) => ({ ...record, passwordChangedAt: Date.now() + 1 }));
    const led = await browser.open(app.at('/'));
    expect(new URL(led.url).searchParams.get('ForceAuth')).toBe('true');
    await stores.identities.update('/alpha', id, ({ passwordChangedAt: _at, ...record }) => record);
    expect((await browser.open(app.at('/'))).status).toBe(200);
    await stores.identities.update('/alpha', id, (record) => ({ ...record, active: false }));
    expect((await browser.send(app.at('/'), { navigates: false })).status).toBe(401);
  });

  it('lets in who is in one of its groups alone, whatever case they are written in', async () => {
    const { guard, browser, stores } = await guardedHouse();
    const [app] = await guard({ ...payroll, groups: [{ name: 'ADMINS' }] });
    if (app === undefined) throw new Error('There is no application.');
    expect((await browser().open(app.at('/'), anna)).status).toBe(200);
    const other = browser();
    const refused = await other.open(app.at('/'), ben);
    expect([refused.status, titleOf(refused)]).toEqual([403, 'You cannot use Payroll']);
    expect(app.seen).toHaveLength(1);
    await app.change({ groups: [{ name: 'Everyone' }] });
    expect((await other.open(app.at('/'))).status).toBe(200);
    await app.change({ groups: [{ name: 'Admins' }] });
    const later = await other.open(app.at('/'));
    expect([later.status, titleOf(later), later.headers['content-security-policy']]).toMatchObject([
      403,
      'You cannot use Payroll',
      expect.stringContaining("default-src 'none'"),
    ]);
    // Groups that people give themselves say nothing.
    await app.change({ groupAttribute: 'description', groups: [{ name: 'Admins' }] });
    const { id } = (await stores.identities.findByName('/alpha', 'ben')) ?? { id: '' };
    await stores.identities.update('/alpha', id, (record) => ({
      ...record,
      attributes: { ...record.attributes, description: ['Admins'] },
    }));
    expect((await other.send(app.at('/'))).status).toBe(403);
    await app.change({ status: 'INACTIVE' });
    expect(titleOf(await other.open(app.at('/')))).toBe('Payroll is closed');
  });

  it('shares its session with no other application', async () => {
    const { guard, browser } = await guardedHouse();
    const [first, second] = await guard(payroll, wiki);
    if (first === undefined || second === undefined) throw new Error('There are no applications.');
    const person = browser();
    await person.open(first.at('/'), anna);
    const stolen = person.cookies(first.at('/')).get('waygate.payroll') ?? '';
    const thief = { headers: { cookie: `waygate.wiki=${stolen}; waygate.payroll=${stolen}` } };
    expect((await raw(new URL(second.at('/')), thief)).status).toBe(401);
    expect(second.seen).toEqual([]);
    // Whoever is signed on enters the second without being asked again.
    expect((await person.open(second.at('/'))).status).toBe(200);
    expect(person.cookies(second.at('/')).get('waygate.wiki')).not.toBe(stolen);
  });

  it('takes a code once, in the browser that asked, at the application that it is for', async () => {
    const { guard, browser } = await guardedHouse();
    const [first, second] = await guard(payroll, wiki);
    if (first === undefined || second === undefined) throw new Error('There are no applications.');
    const person = browser();
    const codeFor = async (path = '/') => {
      const toServer = await person.send(first.at(path));
      const page = await person.send(toServer.headers.location ?? '');
      return page.headers.location?.includes('/.waygate/callback') === true ? page.headers.location : undefined;
    };
    await person.open(second.at('/'), anna);
    const victim = browser();
    await victim.send(first.at('/'));
    const planted = (await codeFor()) ?? '';
    expect(planted).toMatch(/\/\.waygate\/callback\?code=[\w-]{43}$/);
    const refused = await victim.send(planted);
    expect([refused.status, titleOf(refused)]).toEqual([400, 'This sign-in to Payroll cannot go on']);
    expect(victim.cookies(first.at('/')).get('waygate.payroll')).toBeUndefined();
    // It was used up by the one that it was not for.
    expect((await person.send(planted)).status).toBe(400);

    const foreign = ((await codeFor()) ?? '').replace('payroll', 'wiki');
    person.cookies(second.at('/')).set('waygate.browser.wiki', person.cookies(first.at('/')).get('waygate.browser.payroll') ?? '');
    expect((await person.send(foreign)).status).toBe(400);

    const good = (await codeFor('/deep?x=1')) ?? '';
    const kept = person.cookies(first.at('/')).get('waygate.browser.payroll') ?? '';
    const done = await person.send(good);
    expect([done.status, done.headers.location]).toEqual([303, first.at('/deep?x=1')]);
    expect(done.headers['set-cookie']?.[0]).toMatch(/^waygate\.payroll=[\w-]{43}; Path=\/; SameSite=Lax; HttpOnly$/);
    person.cookies(first.at('/')).set('waygate.browser.payroll', kept);
    expect((await person.send(good)).status).toBe(400);
    for (const code of ['', 'x', 'x'.repeat(5_000), '%00', kept])
      expect((await person.send(first.at(`/.waygate/callback?code=${code}`))).status).toBe(400);
  });

  it('leads nobody out of the application, however the address is written', async () => {
    const { app, person, url } = await entered();
    const corpus = [
      '//evil.example',
      '//evil.example/%2e%2e',
      '/\\evil.example',
      '/%5cevil.example',
      '/.//evil.example',
      '/%2f%2fevil.example',
      '/@evil.example',
      '/?x=https://evil.example',
      '/https://evil.example',
      '/;@evil.example',
      '/.waygate/callback?code=x',
      '/.waygate/%2e%2e//evil.example',
      `/${'a'.repeat(3_000)}`,
    ];
    let led = 0;
    for (const path of corpus) {
      person.cookies(app.at('/')).clear();
      const socket = await sendLine(Number(new URL(app.application.publicDomain).port), new URL(app.application.publicDomain).host, path);
      const location = /^location: (.*)\r$/im.exec(socket)?.[1];
      if (location === undefined) continue;
      expect(new URL(location).origin, path).toBe(url);
      const cookie = /^set-cookie: ([^;]+)/im.exec(socket)?.[1] ?? '=';
      person.cookies(app.at('/')).set(cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1));
      const callback = (await person.send(location)).headers.location ?? '';
      expect(new URL(callback).origin, path).toBe(app.application.publicDomain);
      const last = (await person.send(callback)).headers.location ?? '';
      expect(new URL(last).origin, path).toBe(app.application.publicDomain);
      led += 1;
    }
    // The gate's own addresses lead nowhere.
    expect(led).toBe(corpus.length - 2);
    const ticket = 'eyJhbGciOiJkaXIifQ..x.y.z';
    for (const wrong of [ticket, '', 'x', encodeURIComponent('https://evil.example')])
      expect((await person.send(`${url}/forward-auth/alpha/sign-on?ticket=${wrong}`)).status).toBe(400);
  });

  it('speaks websockets and takes large bodies, once somebody is signed on', async () => {
    const { app, person } = await entered();
    const body = randomBytes(8 * 1024 * 1024);
    const sent = await person.send(app.at('/upload'), { method: 'PUT', body, navigates: false });
    expect(seenIn(sent)).toMatchObject({ method: 'PUT', length: body.length });
    const { port, host } = new URL(app.application.publicDomain);
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n';
    const refused = await talk(Number(port), `GET /ws HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`, 'HTTP/1.1 401');
    expect(refused).toContain('401');
    expect(app.seen.filter(({ method }) => method === 'UPGRADE')).toEqual([]);
    const cookie = `waygate.payroll=${person.cookies(app.at('/')).get('waygate.payroll')}`;
    const head = `GET /ws HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nX-User: root\r\n${upgrade}\r\n`;
    expect(await talk(Number(port), head, '\r\n\r\nhello', 'hello')).toContain('101 Switching Protocols');
    expect(app.seen.at(-1)).toMatchObject({ method: 'UPGRADE', url: '/ws', headers: { 'x-user': 'anna' } });
  });

  it('keeps a websocket no longer than the reload after the session that opened it, with a time for old workers', async () => {
    const { app, person, reloadNginx, stores } = await entered();
    const { port, host } = new URL(app.application.publicDomain);
    const cookie = `waygate.payroll=${person.cookies(app.at('/')).get('waygate.payroll')}`;
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n';
    const head = `GET /ws HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n${upgrade}\r\n`;
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(head));
    const closed = once(socket, 'close');
    await once(socket, 'data');
    const session = (
      await stores.signOnSessions.listByUser('/alpha', (await stores.identities.findByName('/alpha', 'anna'))?.id ?? '', Date.now())
    )[0];
    await stores.signOnSessions.end(session?.id ?? '', 'DESTROY');
    const echoed = once(socket, 'data');
    socket.write('still here');
    expect(String((await echoed)[0]), 'nothing tells nginx that the session ended').toBe('still here');
    reloadNginx();
    await closed;
    expect(await talk(Number(port), head, 'HTTP/1.1 401'), 'opened anew, it is asked for anew').toContain('401');
  });

  it('is reached by nobody while Waygate does not answer, and by the same session when it is back', async () => {
    const { guard, browser, restart, stop } = await guardedHouse();
    const [app] = await guard(payroll);
    if (app === undefined) throw new Error('There is no application.');
    const person = browser();
    await person.open(app.at('/'), anna);
    await restart();
    expect((await person.send(app.at('/'))).status).toBe(200);
    app.seen.length = 0;
    await stop();
    expect((await person.send(app.at('/'))).status).toBe(500);
    expect((await browser().send(app.at('/'))).status).toBe(500);
    expect(app.seen).toEqual([]);
  });

  it('can check by the signature of the realm who asks', async () => {
    const { app, person, url } = await entered({ ...payroll, assertion: true });
    const { headers } = seenIn(await person.send(app.at('/'), { headers: { 'x-waygate-assertion': 'forged' } }));
    const [header = '', payload = '', signature = ''] = String(headers['x-waygate-assertion']).split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const issuer = `${url}/am/oauth2/realms/root/realms/alpha`;
    const { keys } = (await (await fetch(`${issuer}/connect/jwk_uri`)).json()) as { keys: (JsonWebKey & { kid: string })[] };
    const jwk = keys.find(({ kid }) => kid === read(header)['kid']);
    if (jwk === undefined) throw new Error('Nobody can check it.');
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(read(header)).toMatchObject({ alg: 'ES256', typ: 'waygate-assertion+jwt' });
    const said = read(payload);
    expect(said).toMatchObject({ iss: issuer, aud: app.application.publicDomain, preferred_username: 'anna', groups: ['Admins', 'Staff'] });
    expect(said).toMatchObject({ offline: false, auth_level: 0, exp: Number(said['iat']) + 60 });
  });
});

/** Sends one request line as it is. @returns what came back, until the connection was closed */
function sendLine(port: number, host: string, path: string): Promise<string> {
  const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`;
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

/** Says something, and once there is an answer something more, until the answer has what is waited for. */
function talk(port: number, first: string, awaited: string, then?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    socket.on('data', (chunk) => {
      if (text === '' && then !== undefined) socket.write(then);
      text += chunk.toString('latin1');
      if (!text.includes(awaited)) return;
      socket.destroy();
      resolve(text);
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}
