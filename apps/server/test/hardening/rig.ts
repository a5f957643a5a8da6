import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, endpointsOf } from '@waygate/http';
import { createSealer, KeyRing } from '@waygate/integrations';
import { openMemoryStores } from '@waygate/storage';
import { onTestFinished } from 'vitest';
import { composeServer, createServerLog, firstStart, readConfig, workspaceOn } from '../../src/index.ts';

/**
 * A whole server with the demo's realm on memory stores, on a loopback port, and who is signed on there: demo of /alpha and the administrator.
 * @param environment variables beside the usual ones
 * @param whenOver has it stopped, with the test when left out
 */
export async function hardenedServer(
  environment: Readonly<Record<string, string>> = {},
  whenOver: (stop: () => Promise<void>) => void = onTestFinished,
) {
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const hasher = {
    hash: async (password: string) => `plain:${password}`,
    verify: async (hash: string | undefined, password: string) => hash === `plain:${password}`,
    turn: <T>(work: () => Promise<T>) => work(),
    admit: <T>(work: () => Promise<T>) => work(),
    admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
    isOutdated: () => false,
  };
  const config = readConfig({
    WAYGATE_DATA_DIR: mkdtempSync(join(tmpdir(), 'waygate-hardening-')),
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: 'a-long-password',
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_PUBLIC_URL: 'http://sso.example',
    WAYGATE_LOG_LEVEL: 'silent',
    ...environment,
  });
  const workspace = workspaceOn(openMemoryStores({ sealer: createSealer(ring) }), ring, hasher);
  const { stores } = workspace;
  const publicUrl = config.publicUrl ?? 'http://sso.example';
  await firstStart(workspace, config, publicUrl);
  const { server, finish } = composeServer(workspace, config, publicUrl, createServerLog('silent'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  whenOver(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await finish();
    await stores.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const call = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { redirect: 'manual', ...init });
  const endpoints: readonly Endpoint[] = endpointsOf(server);
  return { url, port, stores, workspace, config, call, endpoints };
}

/** Text as it stands over a plain socket. @returns everything that comes back until the server ends the connection, or until `until` has come */
export function rawAnswer(port: number, text: string | Buffer, until?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      got += chunk;
      if (until?.test(got) === true) socket.destroy();
    });
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

/** An address of an endpoint with something in the place of each parameter. */
export function addressOf({ path }: Endpoint, realm = 'alpha'): string {
  return path.replaceAll(/[:*](\w+)/g, (_all, name: string) => (name === 'realm' ? realm : 'x'));
}
