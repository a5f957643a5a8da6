import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationRequest } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig, runServer } from '../src/index.ts';
import { raw } from './browser.ts';
import { anna, ben, guardedHouse } from './guarded-house.ts';

const ORIGIN = 'https://payroll.example.com';

/** A house with an application that a proxy guards which asks once for each request and hands on what it is answered, as Traefik and Caddy do. */
async function guarded(change: object = {}) {
  const house = await guardedHouse();
  const wish = { name: 'payroll', publicDomain: ORIGIN, idpId: house.idpId, headers: [USER], ...change };
  const application = await house.desk.create('/alpha', applicationRequest.parse(wish));
  /** What the proxy is answered when a browser asks for an address of the application. */
  const ask = (uri: string, more: Record<string, string> = {}) =>
    raw(new URL(`${house.url}/forward-auth/alpha/enter`), {
      headers: {
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'payroll.example.com',
        'x-forwarded-uri': uri,
        'x-forwarded-method': 'GET',
        accept: 'text/html',
        'sec-fetch-mode': 'navigate',
        ...more,
      },
    });
  return { ...house, application, ask };
}

const USER = { header: 'X-User', source: { type: 'session', property: 'username' } };
const cookieIn = (lines: readonly string[] = [], name: string) => lines.find((line) => line.startsWith(`${name}=`)) ?? '';
const pairOf = (line: string) => line.split(';', 1)[0] ?? '';

it('leads a browser to the sign-on and back, and then lets its requests pass with the headers', async () => {
  const { ask, browser } = await guarded();
  const first = await ask('/slips?of=1');
  expect(first.status).toBe(302);
  const asked = cookieIn(first.headers['set-cookie'], '__Host-waygate.browser.payroll');
  expect(asked).toMatch(/^__Host-waygate\.browser\.payroll=[\w-]{43}; Path=\/; Max-Age=3600; SameSite=Lax; HttpOnly; Secure$/);
  const person = browser();
  const page = await person.open(first.headers.location ?? '');
  const code = (await person.send(await person.signOn(page.url, anna))).headers.location ?? '';
  expect(code).toMatch(/^https:\/\/payroll\.example\.com\/\.waygate\/callback\?code=/);
  const back = await ask(code.slice(ORIGIN.length), { cookie: pairOf(asked) });
  expect([back.status, back.headers.location]).toEqual([303, `${ORIGIN}/slips?of=1`]);
  const session = cookieIn(back.headers['set-cookie'], '__Host-waygate.payroll');
  expect(session).toMatch(/^__Host-waygate\.payroll=[\w-]{43}; Path=\/; SameSite=Lax; HttpOnly; Secure$/);
  const passed = await ask('/slips?of=1', { cookie: pairOf(session), 'x-forwarded-method': 'POST' });
  expect([passed.status, passed.text, passed.headers['x-user'], passed.headers['x-waygate-assertion']]).toEqual([200, '', 'anna', '']);
  const off = await ask('/.waygate/sign-off', { cookie: pairOf(session), 'sec-fetch-site': 'same-origin' });
  expect([off.status, off.headers.location]).toMatchObject([303, expect.stringContaining('/forward-auth/alpha/signed-off')]);
  expect((await ask('/', { cookie: pairOf(session) })).status).toBe(302);
});

it('answers a proxy that hands requests on as they are', async () => {
  const { url } = await guarded();
  const asIs = { host: 'payroll.example.com', 'x-forwarded-proto': 'https', accept: 'text/html' };
  const led = await raw(new URL(`${url}/forward-auth/alpha/enter/slips?of=1`), { headers: asIs });
  expect([led.status, led.headers.location]).toMatchObject([302, expect.stringContaining('/forward-auth/alpha/sign-on?ticket=')]);
  const posted = await raw(new URL(`${url}/forward-auth/alpha/enter/slips`), { method: 'POST', headers: asIs });
  expect(posted.status).toBe(401);
  // A proxy before this server that works out such steps takes these for addresses that browsers may come to, and hands them on as they are.
  for (const path of ['enter/..%2Fsign-on', 'check/..%2fsign-on', 'lead/%2E.%5Csigned-off', 'enter/.%2e%2F..%2F..%2Faccount']) {
    const { status, text } = await raw(new URL(`${url}/forward-auth/alpha/${path}`), { headers: asIs });
    expect([status, JSON.parse(text)], path).toMatchObject([400, { code: 'application.request_malformed' }]);
  }
});

it('says why somebody does not get in, and lets nothing pass that it does not know', async () => {
  const { ask, browser, url } = await guarded({ groups: [{ name: 'Admins' }] });
  const first = await ask('/');
  const person = browser();
  const page = await person.open(first.headers.location ?? '');
  expect((await person.send(await person.signOn(page.url, ben))).status).toBe(403);
  for (const [uri, more] of [
    ['/', { 'x-forwarded-host': 'other.example.com' }],
    ['/', { 'x-forwarded-proto': 'http' }],
    ['/', { 'x-forwarded-host': 'payroll.example.com:8443' }],
    ['/.waygate/nothing', {}],
    ['/.waygate/../admin', {}],
  ] as const)
    expect((await ask(uri, more)).status).toBe(404);
  for (const more of [
    { 'x-forwarded-host': 'payroll.example.com, other.example.com' },
    { 'x-forwarded-host': 'payroll.example.com@other.example.com' },
    { 'x-forwarded-proto': 'javascript' },
  ])
    expect((await ask('/', more)).status).toBe(400);
  for (const path of ['', '/', '/nobody/enter', '/alpha', '/alpha/', '/alpha/other', '/%2e%2e/enter', '/%ff/enter'])
    expect((await raw(new URL(`${url}/forward-auth${path}`))).status, path).toBe(404);
});

it('believes nobody but trusted proxies for whom they ask', async () => {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-untrusted-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_TRUSTED_PROXIES: '203.0.113.0/24',
  });
  const server = await runServer(config, () => undefined);
  onTestFinished(() => server.stop());
  const headers = { 'x-forwarded-host': 'payroll.example.com', 'x-forwarded-for': '203.0.113.7' };
  for (const what of ['check', 'lead', 'enter']) {
    const answer = await raw(new URL(`${server.url}/forward-auth/alpha/${what}`), { headers });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([403, { code: 'application.proxy_untrusted' }]);
  }
});
