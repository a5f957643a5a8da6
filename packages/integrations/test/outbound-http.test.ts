import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutboundHttp } from '../src/index.ts';
import { isPublicAddress } from '../src/outbound/address-guard.ts';
import { redirected } from '../src/outbound/redirected.ts';
import { dnsHangs } from './wire.ts';

let server: Server;
let port = 0;
const seen: { readonly path: string; readonly method: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      seen.push({ path: request.url ?? '', method: request.method ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const to = url.searchParams.get('to');
  if (to !== null) response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end();
  else if (url.pathname === '/large') response.end('x'.repeat(100_000));
  else if (url.pathname === '/never') return;
  else response.writeHead(201, 'Made', { 'x-id': '7', 'content-type': 'application/json' }).end('{"a":1}');
}

/** Names of the tests: one that an operator allows, others that lead inside. */
const resolve = async (host: string) => {
  const known: Record<string, string[]> = {
    'allowed.example': ['127.0.0.1'],
    'also-allowed.example': ['127.0.0.1'],
    'inside.example': ['127.0.0.1'],
    'both.example': ['93.184.215.14', '10.0.0.1'],
    'metadata.example': ['169.254.169.254'],
    'six.example': ['::ffff:127.0.0.1'],
  };
  const addresses = known[host];
  if (addresses === undefined) throw new Error('ENOTFOUND');
  return addresses;
};
const client = (more: object = {}) =>
  createOutboundHttp({ allowed: new Set(['allowed.example', `also-allowed.example:${port}`]), resolve, within: 5_000, ...more });
const get = (url: string, more: object = {}) => client(more).send({ url, method: 'GET', headers: {}, body: undefined });

describe('a request that an author has the server make', () => {
  it('goes out with its method, headers and body, and comes back whole', async () => {
    const response = await client().send({
      url: `http://allowed.example:${port}/score?q=1`,
      method: 'POST',
      headers: { Authorization: 'Bearer x', Host: 'evil.example', 'Content-Length': '999', 'X-Bad\n': 'y', 'X-Split': 'a\r\nb: c' },
      body: 'hé',
    });
    expect(response).toMatchObject({ status: 201, statusText: 'Made', headers: { 'x-id': ['7'] }, body: '{"a":1}' });
    expect(seen.at(-1)).toMatchObject({
      path: '/score?q=1',
      method: 'POST',
      body: 'hé',
      headers: { authorization: 'Bearer x', host: `allowed.example:${port}`, 'content-length': '3' },
    });
    expect(seen.at(-1)?.headers['x-split']).toBeUndefined();
  });

  it('reaches what an operator allows at one port, at that port only', async () => {
    expect((await get(`http://also-allowed.example:${port}/`)).status).toBe(201);
    await expect(get(`http://also-allowed.example:${port + 1}/`)).rejects.toMatchObject({ code: 'outbound.refused' });
  });

  it.each([
    ['a name that leads inside', 'http://inside.example'],
    ['a name that leads inside as well as outside', 'http://both.example/'],
    ['a name of the metadata service', 'http://metadata.example/latest/meta-data/'],
    ['a name with an IPv4 address in IPv6', 'http://six.example/'],
    ['the metadata service itself', 'http://169.254.169.254/latest/meta-data/'],
    ['loopback', 'http://127.0.0.1:8080/'],
    ['loopback in one number', 'http://2130706433/'],
    ['loopback in hexadecimal', 'http://0x7f.1/'],
    ['loopback in IPv6', 'http://[::1]/'],
    ['loopback of IPv4 in IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['a private network', 'https://10.1.2.3/'],
    ['this host', 'http://0.0.0.0/'],
    ['a file', 'file:///etc/passwd'],
    ['something that is no address', 'what?'],
    ['a password in the address', 'http://a:b@allowed.example/'],
  ])('never reaches %s', async (_what, url) => {
    const before = seen.length;
    await expect(get(url)).rejects.toMatchObject({ kind: 'authoring', code: 'outbound.refused' });
    expect(seen).toHaveLength(before);
  });

  describe('where hosts of the public Internet must be listed, too', () => {
    const looked: string[] = [];
    const listed = (...hosts: string[]) => ({
      allowed: Object.assign(new Set(hosts), { onlyListed: 'WAYGATE_SCRIPT_HOSTS' }),
      resolve: async (host: string) => {
        looked.push(host);
        return ['127.0.0.1'];
      },
    });

    it('reaches what is listed', async () => {
      expect((await get(`http://api.example:${port}/listed`, listed('api.example'))).status).toBe(201);
      expect((await get(`http://api.example:${port}/listed`, listed(`api.example:${port}`))).status).toBe(201);
    });

    it.each([
      ['another host', 'https://other.example/', 'other.example:443'],
      ['another port of one', 'http://api.example/', 'api.example:80'],
      ['a host below one', 'https://x.api.example/', 'x.api.example:443'],
      ['a host that ends like one', 'https://evil-api.example/', 'evil-api.example:443'],
      ['an address of the public Internet', 'https://93.184.215.14/', '93.184.215.14:443'],
    ])('reaches not %s, looks up nothing, and says what to ask the operator for', async (_what, url, host) => {
      looked.length = 0;
      const before = seen.length;
      await expect(get(url, listed(`api.example:${port}`))).rejects.toMatchObject({
        kind: 'authoring',
        code: 'outbound.unlisted',
        message: expect.stringContaining(`Ask its operator to add ${host} to WAYGATE_SCRIPT_HOSTS.`),
      });
      expect([looked, seen.length]).toEqual([[], before]);
    });

    it('follows no redirect to where it may not go', async () => {
      const to = encodeURIComponent('https://93.184.215.14/');
      await expect(get(`http://api.example:${port}/?to=${to}`, listed('api.example'))).rejects.toMatchObject({ code: 'outbound.unlisted' });
    });
  });

  it('goes to the address that was checked, though the name has another by then', async () => {
    let asked = 0;
    const turning = async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    expect(await get(`http://allowed.example:${port}/turned`, { resolve: turning })).toMatchObject({ status: 201 });
    expect([asked, seen.at(-1)?.path]).toEqual([1, '/turned']);
    // The other way round it is refused before anything is called.
    await expect(get(`http://turning.example:${port}/turned-inside`, { resolve: turning })).rejects.toMatchObject({
      code: 'outbound.refused',
    });
    expect(seen.at(-1)?.path).toBe('/turned');
  });

  it('follows redirects, each checked like the first', async () => {
    expect((await get(`http://allowed.example:${port}/?to=/other`)).status).toBe(201);
    for (const to of ['http://inside.example/', `http://127.0.0.1:${port}/`, 'http://169.254.169.254/', 'file:///etc/passwd']) {
      await expect(get(`http://allowed.example:${port}/?to=${encodeURIComponent(to)}`)).rejects.toMatchObject({ code: 'outbound.refused' });
    }
    await expect(
      get(`http://allowed.example:${port}/?to=${encodeURIComponent('?to=/x')}`).then(() => get(`http://allowed.example:${port}/?to=`)),
    ).rejects.toMatchObject({
      code: 'outbound.refused',
    });
  });

  it('takes neither its credentials to another origin nor its body where none is wanted', async () => {
    const to = encodeURIComponent(`http://also-allowed.example:${port}/landed`);
    await client().send({
      url: `http://allowed.example:${port}/?to=${to}`,
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: 'b',
    });
    expect(seen.at(-1)).toMatchObject({ path: '/landed', method: 'GET', body: '' });
    expect(seen.at(-1)?.headers.authorization).toBeUndefined();
    await client().send({
      url: `http://allowed.example:${port}/?status=307&to=/same`,
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: 'b',
    });
    expect(seen.at(-1)).toMatchObject({ path: '/same', method: 'POST', body: 'b', headers: { authorization: 'Bearer x' } });
  });

  it('takes to another origin no header that may be a key, whatever it is called', async () => {
    const to = encodeURIComponent(`http://also-allowed.example:${port}/landed`);
    const headers = { 'X-Api-Key': 'secret', Authorization: 'Bearer x', Accept: 'application/json', 'Content-Type': 'text/plain' };
    await client().send({ url: `http://allowed.example:${port}/?to=${to}`, method: 'GET', headers, body: undefined });
    expect(seen.at(-1)).toMatchObject({ path: '/landed', headers: { accept: 'application/json', 'content-type': 'text/plain' } });
    expect(JSON.stringify(seen.at(-1)?.headers)).not.toMatch(/secret|Bearer/);
  });

  it.each([307, 308])('takes no body to another origin, though %i asks for it', async (status) => {
    const to = encodeURIComponent(`http://also-allowed.example:${port}/landed`);
    const url = `http://allowed.example:${port}/?status=${status}&to=${to}`;
    const before = seen.length;
    await expect(client().send({ url, method: 'POST', headers: {}, body: 'b' })).rejects.toMatchObject({ code: 'outbound.refused' });
    expect(seen).toHaveLength(before + 1);
    expect((await get(url)).status).toBe(201);
  });

  it('does not go on without encryption', () => {
    const sent = { method: 'GET', headers: {}, body: undefined };
    const [secure, open] = [new URL('https://a.example/'), new URL('http://a.example/')];
    expect(() => redirected(sent, 302, secure, open)).toThrow(expect.objectContaining({ code: 'outbound.refused' }));
    expect(redirected(sent, 302, open, secure)).toEqual(sent);
  });

  it.each([
    ['a header', 'GET', { 'x-name': 'Łukasz' }],
    ['a method', 'NO METHOD', {}],
  ])('is refused when HTTP has no signs for %s', async (_what, method, headers) => {
    const before = seen.length;
    const sending = client().send({ url: `http://allowed.example:${port}/`, method, headers, body: undefined });
    await expect(sending).rejects.toMatchObject({ kind: 'authoring', code: 'outbound.refused' });
    expect(seen).toHaveLength(before);
  });

  it('is bounded in size and time', async () => {
    await expect(get(`http://allowed.example:${port}/large`, { longest: 50_000 })).rejects.toMatchObject({ code: 'outbound.too_large' });
    await expect(get(`http://allowed.example:${port}/never`, { within: 100 })).rejects.toMatchObject({ code: 'outbound.too_late' });
    await expect(get('http://allowed.example/', { resolve: dnsHangs, within: 100 })).rejects.toMatchObject({
      code: 'outbound.unresolved',
      message: 'The address of allowed.example was not found in time.',
    });
  });

  it('says why when nobody is there', async () => {
    await expect(get('http://unknown.example/')).rejects.toMatchObject({
      code: 'outbound.unresolved',
      message: 'There is no address of unknown.example.',
    });
    await expect(get('http://allowed.example:1/')).rejects.toMatchObject({ code: 'outbound.failed' });
  });
});

describe('an address of the public Internet', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    '100.64.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    'fc00::1',
    'fe80::1',
    '::',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'name',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
