import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wireStep, wireSuccess } from '@waygate/schema';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ServerProcess } from '../../../packages/scenarios/test/many-copies/server-process.ts';
import { openWorkspace, readConfig } from '../src/index.ts';
import { type Answer, raw } from './browser.ts';
import { freePort } from './guarded-house.ts';
import { runNginxIn } from './nginx.ts';

vi.setConfig({ testTimeout: 180_000 });

const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url));
const PASSWORD = 'a-long-password';
const HOST = 'id.example.com';

/** Runs the file that is shipped, in front of two servers. @param ports of the servers */
async function shipped(first: number, second: number) {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-shipped-nginx-'));
  mkdirSync(join(folder, 'logs'));
  execFileSync(join(DEPLOY, 'make-secrets.sh'), [folder], { stdio: 'ignore', env: { PATH: process.env['PATH'], WAYGATE_HOST_NAME: HOST } });
  const ports = { http: await freePort(), https: await freePort() };
  let text = readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8');
  /** What is of this machine is changed, and nothing else. */
  const put = (there: string, here: string) => {
    expect(text, `${there} stands in deploy/nginx.conf`).toContain(there);
    text = text.replaceAll(there, here);
  };
  put('waygate-1:8080', `127.0.0.1:${first}`);
  put('waygate-2:8080', `127.0.0.1:${second}`);
  put('https://$host:8443', `https://$host:${ports.https}`);
  put('listen 8080;', `listen 127.0.0.1:${ports.http};`);
  put('listen 8443 ssl;', `listen 127.0.0.1:${ports.https} ssl;`);
  for (const port of ['8080', '8443 ssl']) put(`listen [::]:${port};`, '');
  put('/etc/nginx/tls/', `${folder}/`);
  put('/var/log/nginx/', `${folder}/logs/`);
  put('/tmp/nginx', `${folder}/nginx`);
  writeFileSync(join(folder, 'nginx.conf'), text);
  await runNginxIn(folder, ports.https);
  const url = `https://${HOST}:${ports.https}`;
  return {
    url,
    ports,
    log: () => readFileSync(join(folder, 'logs/access.log'), 'utf8'),
    send: (path: string, sent: Parameters<typeof raw>[1] = {}): Promise<Answer> => raw(new URL(path, url), sent),
  };
}

async function house() {
  const ports = { first: await freePort(), second: await freePort() };
  const nginx = await shipped(ports.first, ports.second);
  const environment = {
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-balanced-')), 'data'),
    WAYGATE_PUBLIC_URL: nginx.url,
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_TRUSTED_PROXIES: '127.0.0.1',
    WAYGATE_LOG_LEVEL: 'silent',
  };
  const copies = await Promise.all([ServerProcess.start(environment, ports.first), ServerProcess.start(environment, ports.second)]);
  const post = async (resource: string, body: unknown = {}, headers: Record<string, string> = {}) => {
    const answer = await nginx.send(`/am/json/realms/root/${resource}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1', ...headers },
      body: JSON.stringify(body),
    });
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as unknown;
  };
  return { nginx, environment, copies, post };
}

type House = Awaited<ReturnType<typeof house>>;

async function beginSignOn({ post }: House) {
  const step = wireStep.parse(await post('authenticate?goto=%2Faccount%3Fnobody-reads-this'));
  return async () => {
    const callbacks = step.callbacks.map((callback) => {
      const value = callback.type === 'PasswordCallback' ? PASSWORD : 'amadmin';
      return { ...callback, ...(callback.input === undefined ? {} : { input: callback.input.map((input) => ({ ...input, value })) }) };
    });
    const { tokenId = '' } = wireSuccess.parse(await post('authenticate', { ...step, callbacks }));
    const info = await post(
      'sessions?_action=getSessionInfo',
      {},
      { cookie: `__Host-iPlanetDirectoryPro=${tokenId}`, 'accept-api-version': 'resource=4.0' },
    );
    expect(info).toMatchObject({ username: 'amadmin' });
    const byHeader = { '__Host-iPlanetDirectoryPro': tokenId, 'accept-api-version': 'resource=4.0' };
    expect(await post('sessions?_action=getSessionInfo', {}, byHeader), 'as apps send it').toMatchObject({ username: 'amadmin' });
  };
}

/** Streams are not held back, what is of the inside stays inside, and the servers know how they are reached. */
async function tryAddresses({ nginx, environment }: House): Promise<void> {
  const workspace = await openWorkspace(readConfig(environment));
  onTestFinished(() => workspace.close());
  const key = Buffer.alloc(32, 7).toString('base64url');
  const stream = httpsRequest({
    host: '127.0.0.1',
    port: nginx.ports.https,
    path: '/authenticator/inbox',
    headers: { host: `${HOST}:${nginx.ports.https}`, authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    rejectUnauthorized: false,
    servername: HOST,
  });
  onTestFinished(() => void stream.destroy());
  stream.end();
  const [response] = (await once(stream, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  let read = '';
  response.on('data', (chunk) => {
    read += String(chunk);
  });
  response.on('error', () => undefined);
  const inbox = hash('sha256', Buffer.from(key, 'base64url'), 'base64url');
  await workspace.stores.pushOutbox.add(inbox, { messageId: 'm1', jwt: 'a.b.c', subjectLine: 'Sign on?', expiresAt: Date.now() + 60_000 });
  await vi.waitFor(() => expect(read).toContain('m1'), { timeout: 60_000, interval: 50 });

  const inside = [
    'check',
    'lead',
    'enter',
    'enter/page',
    'sign-on/x',
    'enter?/sign-on',
    'check/..%2Fsign-on',
    'check/..%2F..%2F..%2Faccount',
  ];
  for (const path of ['/metrics', '/Metrics/', '/readyz', '/healthz', ...inside.map((rest) => `/forward-auth/root/${rest}`)]) {
    const answer = await nginx.send(path);
    expect([answer.status, answer.text.includes('<center>nginx</center>')], `${path} is closed by nginx`).toEqual([404, true]);
  }
  const ofTheGate = async (path: string) => {
    const { status, text } = await nginx.send(`/forward-auth/root/${path}`);
    return [status, text.includes('<center>nginx</center>')];
  };
  expect(await ofTheGate('sign-on?ticket=wrong'), 'browsers come here to sign on').toEqual([400, false]);
  expect(await ofTheGate('signed-off?application=none'), 'and here when they have signed off').toEqual([404, false]);
  expect((await nginx.send('/forward-auth/a%2Fb/sign-on?ticket=wrong')).text, 'of a realm below another').not.toContain('<center>nginx');
  const page = await nginx.send('/am/json/realms/root/serverinfo/*');
  expect(page.status).toBe(200);
  expect(page.headers['strict-transport-security'], 'the server knows that it is reached encrypted').toBeDefined();
  expect(page.headers.server).toBe('nginx');
  const plain = await raw(new URL(`http://${HOST}:${nginx.ports.http}/admin?x=1`));
  expect(plain).toMatchObject({ status: 308, headers: { location: `${nginx.url}/admin?x=1` } });
}

it('leads sign-ons and streams through two copies, and nobody notices when one of them is killed between two steps', async () => {
  const all = await house();
  const { nginx, copies } = all;
  await tryAddresses(all);
  for (let turn = 0; turn < 3; turn += 1) await (await beginSignOn(all))();
  const begun = await Promise.all(Array.from({ length: 4 }, () => beginSignOn(all)));
  await copies[0].end('SIGKILL');
  for (const finish of begun) await finish();
  for (let turn = 0; turn < 3; turn += 1) await (await beginSignOn(all))();
  // The other way round, as in a restart of one after the other.
  await copies[0].start();
  const more = await beginSignOn(all);
  expect(await copies[1].end('SIGTERM')).toBe(0);
  await vi.waitFor(async () => expect((await nginx.send('/sign-on/')).status).toBeLessThan(500), { timeout: 60_000, interval: 100 });
  await more();

  expect(nginx.log()).toContain('"POST /am/json/realms/root/authenticate" 200');
  expect(nginx.log(), 'what stands behind a question mark is not logged').not.toMatch(/goto|nobody-reads-this|_action/);
});

it('sends no step a second time, and says of a client what is so and not what it says of itself', async () => {
  const seen: { readonly method: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** A copy that takes a step and is gone before it answers. */
  const copy = async () => {
    const server = createServer(({ method = '', headers, socket }, response) => {
      seen.push({ method, headers });
      if (method === 'POST') socket.destroy();
      else response.end();
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const nginx = await shipped(await copy(), await copy());
  const said = {
    'x-forwarded-for': '203.0.113.9',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-uri': '/inside',
    'x-forwarded-method': 'DELETE',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: 'evil=1',
  };
  expect((await nginx.send('/account', { headers: said })).status).toBe(200);
  const headers = seen[0]?.headers ?? {};
  expect(headers).toMatchObject({
    host: new URL(nginx.url).host,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': new URL(nginx.url).host,
    'x-forwarded-proto': 'https',
  });
  for (const name of ['x-real-ip', 'forwarded', 'x-forwarded-uri', 'x-forwarded-method', 'traceparent', 'tracestate'])
    expect(headers[name], name).toBeUndefined();

  seen.length = 0;
  expect((await nginx.send('/am/json/authenticate', { method: 'POST', body: '{}' })).status).toBe(502);
  expect(seen.map(({ method }) => method)).toEqual(['POST']);
});
