import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signOnPath } from '../src/index.ts';
import { raw, SCRIPT, serve } from './fixture.ts';

describe('pages', () => {
  test.each([
    '/account',
    '/account/',
    '/sign-on/alpha',
    '/sign-on/alpha/Login',
    '/sign-on/alpha%2Fsub/Sign%20on',
    '/sign-on/root',
    '/consent/alpha/x',
  ])('%s is the login app', async (path) => {
    const { call } = await serve();
    const response = await call(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>login</title>');
  });

  test('/authenticator/ is the authenticator, at the address that its worker serves', async () => {
    const { call } = await serve();
    const response = await call('/authenticator');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/authenticator/']);
    expect(await (await call('/authenticator/')).text()).toContain('<title>authenticator</title>');
    expect((await call('/authenticator/manifest.webmanifest')).headers.get('content-type')).toBe('application/manifest+json');
  });

  test('/ leads to the account', async () => {
    const { call } = await serve();
    const response = await call('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/account']);
  });

  test('of signing on and of the authenticator may stand in a frame of our own, no other page in any', async () => {
    const { call } = await serve();
    const frames = async (path: string) => {
      const { headers } = await call(path);
      return [/frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1], headers.get('x-frame-options')];
    };
    for (const path of ['/sign-on/alpha', '/sign-on/alpha/Login', '/authenticator/'])
      expect(await frames(path)).toEqual(["'self'", 'SAMEORIGIN']);
    for (const path of ['/account', '/', '/nothing', '/admin', '/consent/alpha/x']) expect(await frames(path)).toEqual(["'none'", 'DENY']);
  });

  test('of the editor comes with a new one-time word for its styles each time, and is never kept', async () => {
    const { call } = await serve();
    const words = await Promise.all(
      ['/admin', '/admin/realms/alpha/journeys/A%20B'].map(async (path) => {
        const response = await call(path);
        const nonce = /style-src 'self' 'nonce-([\w-]{24})'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
        expect(await response.text()).toContain(`content="${nonce}"`);
        expect(response.headers.get('cache-control')).toBe('no-store');
        return nonce;
      }),
    );
    expect(new Set(words).size).toBe(2);
  });

  test('nothing inline, nothing from elsewhere, no frame', async () => {
    const { call } = await serve();
    const { headers } = await call('/account');
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test('on https, only there from now on', async () => {
    const { call } = await serve({ config: { publicUrl: 'https://sso.example.com' } });
    expect((await call('/account')).headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  });
});

describe('assets', () => {
  const asset = '/assets/login/main-Ab3_x9Zq.js';

  test('with a hash in the name are kept for ever, others are asked for again', async () => {
    const { call } = await serve();
    expect((await call(asset)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await call('/assets/login/logo.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  test('come compressed to whoever takes it', async () => {
    const { call } = await serve();
    const packed = await call(asset, { headers: { 'accept-encoding': 'gzip, br' } });
    expect([packed.headers.get('content-encoding'), packed.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await packed.text()).toBe(SCRIPT);
    const plain = await call(asset, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
  });

  test('answer HEAD without a body', async () => {
    const { call } = await serve();
    const response = await call(asset, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.each([
    '/assets/login/nothing.js',
    '/assets/login/secret.txt',
    '/assets/login/',
    '/assets/login/..%2f..%2findex.html%00.js',
    '/assets/login/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/authenticator/..%2f..%2f..%2fetc%2fpasswd',
    '/authenticator/%2e%2e%2f%2e%2e%2fetc%2fhosts.json',
  ])('%s is 404', async (path) => {
    const { port } = await serve();
    expect(await raw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 404 /);
  });

  test.runIf(process.platform === 'linux')('that somebody stops reading are closed', async () => {
    const { port, pages } = await serve();
    writeFileSync(`${pages.login}/assets/login/large-Ab3_x9Zq.js`, Buffer.alloc(32 << 20));
    const sockets = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const text = 'GET /assets/login/large-Ab3_x9Zq.js HTTP/1.1\r\nHost: x\r\n\r\n';
            const socket = connect(port, '127.0.0.1', () => socket.write(text));
            socket.once('data', () => resolve(socket.pause()));
          }),
      ),
    );
    expect(openFilesIn(pages.login)).toBe(4);
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(openFilesIn(pages.login)).toBe(0));
  });

  test('a file beside the folder is not in it, though its name begins alike', async () => {
    const { port, pages } = await serve();
    const beside = `${pages.login}-beside.json`;
    writeFileSync(beside, '{"secret":1}');
    onTestFinished(() => rmSync(beside));
    for (const way of ['..%2f..%2f..%2f', '../../../', '..%2f..%2f../', '%2e%2e/%2e%2e/%2e%2e/']) {
      const answer = await raw(port, `GET /assets/login/${way}${basename(beside)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).not.toContain('secret');
    }
  });

  test('an address that is not properly escaped is 400', async () => {
    const { port } = await serve();
    expect(await raw(port, 'GET /assets/login/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe("AM's sign-on links", () => {
  test.each([
    ['/am/XUI/?realm=/alpha&authIndexType=service&authIndexValue=Login', '/sign-on/alpha/Login'],
    ['/am/XUI/?realm=alpha&service=Sign%20on', '/sign-on/alpha/Sign%20on'],
    [
      '/am/XUI?realm=/alpha/sub&goto=https%3A%2F%2Fapp.example%2F%3Fa%3Db',
      '/sign-on/alpha%2Fsub?goto=https%3A%2F%2Fapp.example%2F%3Fa%3Db',
    ],
    ['/am/XUI/', '/sign-on/root'],
    ['/am/XUI/?realm=/alpha&ForceAuth=true&locale=fr', '/sign-on/alpha?ForceAuth=true&locale=fr'],
    ['/am/XUI/?realm=/alpha&authIndexType=level&authIndexValue=5', '/sign-on/alpha?authIndexType=level&authIndexValue=5'],
    ['/am/UI/Login?realm=/alpha', '/sign-on/alpha'],
    ['/am/XUI/?realm=//evil.example', '/sign-on/evil.example'],
    ['/am/XUI/?realm=..&service=..%2F..%2Fx', '/sign-on/root/..%2F..%2Fx'],
  ])('%s leads to %s', async (path, location) => {
    const { call } = await serve();
    const response = await call(path);
    expect([response.status, response.headers.get('location')]).toEqual([302, location]);
  });

  test('a header of the client does not shape the way', async () => {
    const { port } = await serve();
    const answer = await raw(
      port,
      'GET /am/XUI/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^location: \/sign-on\/root\r$/im);
    expect(answer).not.toMatch(/evil/);
  });

  test('paths are made in one place', () => {
    expect(signOnPath('/')).toBe('/sign-on/root');
    expect(signOnPath('/alpha/sub', 'a/b')).toBe('/sign-on/alpha%2Fsub/a%2Fb');
  });
});

describe('what is not there', () => {
  test('is a page to a browser and a document to a program', async () => {
    const { call } = await serve();
    const page = await call('/nothing', { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const document = await call('/nothing', { headers: { accept: 'application/json' } });
    expect(document.status).toBe(404);
    expect(await document.json()).toMatchObject({ status: 404, code: 'resource.unknown' });
  });

  test.each(['/sign-on/a%20b', '/sign-on/__proto__', '/sign-on/alpha/Login/more', '/sign-on'])('%s', async (path) => {
    const { call } = await serve();
    expect((await call(path)).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s of a page', async (method) => {
    const { call } = await serve();
    expect((await call('/account', { method })).status).toBe(404);
  });
});

/** How many files below a folder this process has open. */
function openFilesIn(folder: string): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;
}
