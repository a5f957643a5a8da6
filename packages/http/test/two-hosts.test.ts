import { get } from 'node:http';
import { expect, it } from 'vitest';
import { NOW, secretSealer, serve, signOn } from './fixture.ts';

const PEOPLE = 'sso.example';
const ADMIN = 'admin.example';
const ADDRESSES = { publicUrl: `http://${PEOPLE}`, adminUrl: `http://${ADMIN}` };

/** A page of either host. */
async function pages() {
  const { port } = await serve({ config: ADDRESSES });
  return (host: string, path: string) =>
    new Promise<{ readonly status: number | undefined; readonly policy: string; readonly text: string }>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path, agent: false, headers: { host, accept: 'text/html' } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, policy: String(response.headers['content-security-policy']), text }),
        );
      }).on('error', reject);
    });
}

it.each([
  ['/admin', 'editor', [ADMIN]],
  ['/admin/realms/alpha/journeys/Login', 'editor', [ADMIN]],
  ['/sign-on/root', 'login', [ADMIN]],
  ['/sign-on/root/Login', 'login', [ADMIN]],
  ['/return/root/google', 'login', [ADMIN]],
  ['/consent/root/x', 'login', [ADMIN]],
  ['/sign-on/alpha', 'login', [PEOPLE]],
  ['/sign-on/alpha/Login', 'login', [PEOPLE]],
  ['/return/alpha/google', 'login', [PEOPLE]],
  ['/consent/alpha/x', 'login', [PEOPLE]],
  ['/authenticator/', 'authenticator', [PEOPLE]],
  ['/account', 'login', [PEOPLE, ADMIN]],
])('the page %s is at its host alone', async (path, title, hosts) => {
  const page = await pages();
  for (const host of [PEOPLE, ADMIN]) {
    const { status, text } = await page(host, path);
    // What leads on to another host has no page.
    if (path === '/authenticator/' && host === ADMIN) expect(status).toBe(302);
    else if (hosts.includes(host)) expect([host, status, text]).toEqual([host, 200, expect.stringContaining(`<title>${title}</title>`)]);
    else expect([status, text]).toEqual([404, (await page(host, '/nothing-at-all')).text]);
  }
});

it('the console may show sign-on pages and the web authenticator of the people’s host in frames, and no other page may', async () => {
  const page = await pages();
  const rule = async (host: string, path: string, name: string) => new RegExp(`${name} ([^;]*)`).exec((await page(host, path)).policy)?.[1];
  expect(await rule(ADMIN, '/admin', 'frame-src')).toBe(`'self' http://${PEOPLE}`);
  expect(await rule(ADMIN, '/admin', 'frame-ancestors')).toBe("'none'");
  for (const path of ['/sign-on/alpha', '/authenticator/'])
    expect(await rule(PEOPLE, path, 'frame-ancestors')).toBe(`'self' http://${ADMIN}`);
  for (const path of ['/account', '/consent/alpha/x']) expect(await rule(PEOPLE, path, 'frame-ancestors')).toBe("'none'");
});

it('a preview that was handed off begins for two minutes, and as long as who asked for it administers', async () => {
  const { port, stores, clock, engine } = await serve({ config: ADDRESSES, deps: { sealer: secretSealer } });
  const person = { realm: '/', active: true, attributes: {}, passwordHash: '', createdAt: NOW };
  await stores.identities.create({ ...person, id: 'id-admin', username: 'amadmin' });
  const { cookie } = await signOn(stores, { realm: '/', userId: 'id-admin', username: 'amadmin' });
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update('ticket').digest('base64url');
  await stores.previewTickets.put(hash, {
    realm: '/alpha',
    journey: 'Login',
    versionId: 'v',
    adminId: 'id-admin',
    expiresAt: NOW + 3_600_000,
  });
  const handedOff = () =>
    new Promise<string>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/previews/ticket', agent: false, headers: { host: ADMIN, cookie } }, (response) => {
        response.resume();
        resolve(new URL(response.headers.location ?? '').searchParams.get('preview') ?? '');
      }).on('error', reject);
    });
  const begin = async (preview: string) => {
    const query = new URLSearchParams({ preview });
    return (await fetch(`http://127.0.0.1:${port}/am/json/realms/alpha/authenticate?${query}`, { method: 'POST' })).status;
  };
  const early = await handedOff();
  clock.now += 120_001;
  expect(await begin(early)).toBe(401);
  const late = await handedOff();
  await stores.identities.update('/', 'id-admin', (identity) => ({ ...identity, active: false }));
  expect(await begin(late)).toBe(401);
  await stores.identities.update('/', 'id-admin', (identity) => ({ ...identity, active: true }));
  clock.now += 119_999;
  expect(engine.asked).toEqual([]);
  expect(await begin(late)).toBe(200);
  expect(engine.started).toMatchObject({ realm: '/alpha', noSession: true, preview: { journey: 'Login', versionId: 'v', ticket: hash } });
  expect(await begin(late)).toBe(401);
});
