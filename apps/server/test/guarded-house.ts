import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, type ApplicationRequest, applicationRequest, FAILURE_ID, type OfflineState, SUCCESS_ID } from '@waygate/schema';
import { onTestFinished } from 'vitest';
import { applicationDesk } from '../src/application-desk.ts';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { defaultRealm, openWorkspace, readConfig, runServer } from '../src/index.ts';
import { nginxServer } from '../src/nginx-server.ts';
import { Browser } from './browser.ts';
import { journeyOf, node, withPassword } from './house.ts';
import { type RunningNginx, runNginx } from './nginx.ts';

/** What an upstream was sent. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly length: number;
}

/** An application that tells what it was sent, and that a test can ask whether it was sent anything. */
async function upstream() {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, length };
      seen.push(one);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(one));
    });
  });
  server.on('upgrade', (request, socket) => {
    seen.push({ method: 'UPGRADE', url: request.url ?? '', headers: request.headers, length: 0 });
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
}

/** An application that a test wants, without the address, which the house gives it. */
export type Wish = Omit<ApplicationRequest, 'publicDomain'>;

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const PEOPLE = { anna: ['Admins', 'Staff'], ben: ['Staff'], zoë: ['Büro, Süd', 'Staff'] };

/**
 * A real Waygate with a realm whose sign-ons go by the provider "Push", which a test sets offline, and with people who all have the password "right": anna is in Admins and Staff, ben in Staff.
 */
export async function guardedHouse({ directory = mkdtempSync(join(tmpdir(), 'waygate-guarded-')) }: { directory?: string } = {}) {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(directory, 'data'),
    WAYGATE_PORT: String(await freePort()),
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: 'a-long-password',
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_TRUSTED_PROXIES: '127.0.0.1',
  });
  const workspace = await openWorkspace(config);
  const { stores, hasher } = workspace;
  if ((await stores.realms.settings('/alpha')) === undefined) {
    await stores.realms.put(defaultRealm('/alpha', 'Journey'));
    const passwordHash = await hasher.hash('right');
    for (const [username, groups] of Object.entries(PEOPLE)) {
      const attributes = { mail: [`${username}@example.com`], cn: [`${username} Example`], groups };
      await stores.identities.create({ id: randomUUID(), realm: '/alpha', username, active: true, attributes, passwordHash, createdAt: 0 });
    }
    const fallback = node(
      'OfflineFallbackNode',
      { identityProvider: 'Push' },
      { online: SUCCESS_ID, offline: SUCCESS_ID, blocked: FAILURE_ID },
    );
    const journeys = ['Journey', 'Other'].map((name) => journeyOf(withPassword('fallback', { fallback }), name));
    const code = node(
      'OathTokenVerifierNode',
      { algorithm: 'HOTP' },
      { successOutcome: 'fallback', failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID },
    );
    const byCode = { name: node('UsernameCollectorNode', {}, { outcome: 'code' }), code, fallback };
    await stores.journeys.publish(
      '/alpha',
      [...journeys, journeyOf(withPassword(SUCCESS_ID, {}), 'Online only'), journeyOf(byCode, 'By code')],
      { at: 0, author: 'test', note: '' },
    );
  }
  let server = await runServer(config, () => undefined, workspace);
  onTestFinished(() => server.stop());
  const providers = continuityDesk(workspace, composeHealthDesk(workspace, Date.now));
  const desk = applicationDesk(workspace);
  const probe = { type: 'HTTP' as const, url: 'https://push.example/' };
  const healthPolicy = {
    healthCheckInterval: 3_600,
    timeout: 1,
    maxRetries: 0,
    failureThreshold: 20,
    successThreshold: 1,
    recoveryCooldownInterval: 0,
  };
  const { id: idpId } = await providers.create('/alpha', { name: 'Push', label: '', mode: 'MANUAL', probe, healthPolicy });

  let nginx: RunningNginx | undefined;
  /** Adds applications behind one nginx, each with an upstream of its own. */
  const guard = async (...wishes: readonly Wish[]) => {
    const port = await freePort();
    const guarded = [];
    for (const wish of wishes) {
      const behind = await upstream();
      const request = applicationRequest.parse({ idpId, ...wish, publicDomain: `http://${wish.name}.localhost:${port}` });
      const made = await desk.create('/alpha', request);
      guarded.push({ ...behind, application: made });
    }
    const surroundings = { realm: '/alpha', waygate: new URL(`http://127.0.0.1:${server.port}`), certificate: '', certificateKey: '' };
    const servers = guarded.map(({ application, url }) => nginxServer(application, { ...surroundings, upstream: url }));
    nginx = await runNginx(servers.join('\n'), port);
    return guarded.map(({ application, seen }) => ({
      application,
      seen,
      at: (path: string) => `${application.publicDomain}${path}`,
      change: (change: Partial<Application>) => desk.replace('/alpha', application.id, { ...withoutId(application), ...change }),
      offline: (state: OfflineState, ...groups: readonly string[]) =>
        desk
          .putGroupPolicy('/alpha', application.id, { groups: groups.map((name) => ({ name })) })
          .then(() => desk.setOfflineState('/alpha', application.id, state)),
    }));
  };

  return {
    stores,
    workspace,
    url: server.url,
    port: server.port,
    guard,
    reloadNginx: () => nginx?.reload(),
    desk,
    idpId,
    browser: () => new Browser(server.url),
    /** Sets how the provider is. */
    provider: (state: 'online' | 'offline' | 'blocked') =>
      providers.override('/alpha', idpId, { state, by: 'test', minutes: 60, reason: 'test' }),
    stop: () => server.stop(),
    restart: async () => {
      await server.stop();
      server = await runServer(config, () => undefined);
    },
  };
}

export const anna = { username: 'anna', password: 'right' };
export const ben = { username: 'ben', password: 'right' };

function withoutId({ id: _id, ...wish }: Application): Omit<Application, 'id'> {
  return wish;
}
