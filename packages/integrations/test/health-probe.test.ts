import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import type { WatchedProvider } from '@waygate/continuity';
import { type HealthProbe, healthPolicy, pushNotificationService } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHealthProbe, createOutboundHttp } from '../src/index.ts';
import { type Slapd, startSlapd } from './directory/slapd.ts';
import { SNS_FAULTS, SnsEmulator } from './sns-emulator.ts';

const allowed = new Set(['127.0.0.1', 'localhost']);

function ask(probe: HealthProbe, service?: object) {
  const provider: WatchedProvider = {
    id: '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11',
    realm: '/alpha',
    name: 'Provider',
    mode: 'AUTOMATIC',
    probe,
    healthPolicy: healthPolicy.parse({ timeout: 1 }),
  };
  const probing = createHealthProbe({
    http: createOutboundHttp({ allowed, follow: false }),
    directory: { allowed },
    pushService: async () => (service === undefined ? undefined : pushNotificationService.parse(service)),
  });
  return probing(provider, AbortSignal.timeout(1_000));
}

/** A server on loopback. @returns its address */
async function web(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An address at which nothing listens. */
async function nowhere(): Promise<string> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

describe('a server of the web', () => {
  it.each([200, 204, 302, 401, 404])('is there when it answers %i', async (status) => {
    const url = await web((_request, response) => response.writeHead(status).end());
    expect(await ask({ type: 'HTTP', url })).toBe(`HTTP ${status}`);
  });

  it('is there when it leads elsewhere, and nobody follows', async () => {
    const url = await web((_request, response) => response.writeHead(302, { location: 'http://127.0.0.2:1/' }).end());
    expect(await ask({ type: 'HTTP', url })).toBe('HTTP 302');
  });

  it.each([500, 502, 503])('is not when it answers %i', async (status) => {
    const url = await web((_request, response) => response.writeHead(status).end());
    await expect(ask({ type: 'HTTP', url })).rejects.toThrow(`HTTP ${status}`);
  });

  it('is not when nothing listens, when it says nothing, and when it closes half way', async () => {
    await expect(ask({ type: 'HTTP', url: `http://${await nowhere()}/` })).rejects.toThrow();
    await expect(ask({ type: 'HTTP', url: await web(() => undefined) })).rejects.toThrow('outbound.too_late');
    const url = await web((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
      response.socket?.destroy();
    });
    await expect(ask({ type: 'HTTP', url })).rejects.toThrow();
  });

  it('is not asked inside of the network unless the operator allows it', async () => {
    await expect(ask({ type: 'HTTP', url: 'http://127.0.0.2:1/' })).rejects.toThrow('outbound.refused');
  });
});

describe('a provider of OpenID Connect', () => {
  const metadata = { issuer: 'https://id.example', authorization_endpoint: 'https://id.example/authorize' };

  it('is there when it shows its metadata', async () => {
    const url = await web((_request, response) => response.writeHead(200).end(JSON.stringify(metadata)));
    expect(await ask({ type: 'OIDC', url })).toBe('HTTP 200');
  });

  it.each([
    ['the page of a proxy in between', 200, '<h1>Please sign on to the network</h1>'],
    ['something else', 200, '{}'],
    ['no', 404, JSON.stringify(metadata)],
  ])('is not when %s answers', async (_what, status, body) => {
    const url = await web((_request, response) => response.writeHead(status).end(body));
    await expect(ask({ type: 'OIDC', url })).rejects.toThrow('without the metadata of a provider');
  });
});

describe('a directory', () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd();
  });
  afterAll(() => slapd.stop());

  it('is there when it answers a search, and not when nothing listens or nothing is said', async () => {
    expect(await ask({ type: 'LDAP', url: `ldap://${slapd.address}`, startTls: false })).toBe('The directory answered.');
    await expect(ask({ type: 'LDAP', url: `ldap://${await nowhere()}`, startTls: false })).rejects.toThrow('directory.unreachable');
    const silent = createSocketServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    await expect(ask({ type: 'LDAP', url: `ldap://127.0.0.1:${port}`, startTls: false })).rejects.toThrow();
  });
});

describe('the push service', () => {
  it('is there when it answers a signed request, whatever it says of an endpoint that nobody has', async () => {
    const sns = await SnsEmulator.start();
    onTestFinished(() => sns.close());
    expect(await ask({ type: 'SNS' }, service(sns))).toBe('SNS answered.');
    expect(sns.published).toEqual([]);
  });

  it.each([
    ['does not let this server in', SNS_FAULTS.forbidden],
    ['is broken', SNS_FAULTS.internal],
    ['says nothing', 'silence'],
    ['breaks the connection', 'reset'],
  ] as const)('is not when it %s', async (_what, trouble) => {
    const sns = await SnsEmulator.start();
    onTestFinished(() => sns.close());
    sns.failNext('GetEndpointAttributes', trouble, 2);
    await expect(ask({ type: 'SNS' }, service(sns))).rejects.toThrow('SNS');
  });

  it('is not when the realm has none', async () => {
    await expect(ask({ type: 'SNS' })).rejects.toThrow('no push notification service');
  });

  const service = (sns: SnsEmulator) => ({
    accessKey: 'AKIDEXAMPLE',
    secret: 'secret of the account',
    appleEndpoint: sns.applicationArn('APNS'),
    googleEndpoint: sns.applicationArn('GCM'),
    endpoint: sns.url,
  });
});
