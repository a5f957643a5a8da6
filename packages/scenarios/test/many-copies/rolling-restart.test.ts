import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type OfflineIdp, offlineIdp, type WireStep, wireStep, wireSuccess } from '@waygate/schema';
import { openWorkspace, readConfig } from '@waygate/server';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ServerProcess } from './server-process.ts';
import { onSharedStores, type SharedStores } from './shared-stores.ts';

// Seven starts of a server, each of which takes many seconds on a machine that has other things to do.
vi.setConfig({ testTimeout: 900_000 });

const PASSWORD = 'a-long-password';
const AUTHENTICATE = '/am/json/realms/root/authenticate';
const PATIENTLY = { timeout: 300_000, interval: 50 };

async function open(stores: SharedStores) {
  const environment = {
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_PUBLIC_URL: 'https://gate.example',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_HEALTH_HOSTS: '127.0.0.1',
    WAYGATE_DRAIN_SECONDS: '2',
    ...(await stores.beginServers()),
  };
  const servers = [await ServerProcess.start(environment), await ServerProcess.start(environment)];
  return { environment, servers };
}

/** Leads each request to the next copy that is ready, as a load balancer does: it asks `/readyz`, and takes another copy where nobody listens. */
function balance(servers: readonly ServerProcess[], signal: AbortSignal) {
  let ready: readonly ServerProcess[] = servers;
  const watch = async () => {
    while (!signal.aborted) {
      const answers = await Promise.all(
        servers.map((server) =>
          fetch(`${server.url}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        ),
      );
      ready = servers.filter((_, index) => answers[index]);
      await pause(100);
    }
  };
  const watching = watch();
  let turn = 0;
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    for (;;) {
      turn += 1;
      const server = ready[turn % ready.length];
      if (server === undefined) throw new Error('No copy is ready.');
      try {
        return await fetch(`${server.url}${path}`, init);
      } catch (error) {
        if (!isRefused(error)) throw error;
      }
    }
  };
  return { send, watching };
}

const isRefused = (error: unknown) =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ECONNREFUSED';

onSharedStores('copies in processes of their own', (stores) => {
  it.skipIf(!stores.isThorough)('lose no sign-on while one after the other is restarted', async () => {
    const { servers } = await open(stores);
    const done = new AbortController();
    onTestFinished(() => done.abort());
    const { send, watching } = balance(servers, done.signal);
    const post = async (body?: WireStep) => {
      const headers = { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1' };
      return (await send(AUTHENTICATE, { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).json();
    };
    let signedOn = 0;
    const signOnAgainAndAgain = async () => {
      while (!done.signal.aborted) {
        const step = wireStep.parse(await post());
        const callbacks = step.callbacks.map((callback) => {
          const value = callback.type === 'PasswordCallback' ? PASSWORD : 'amadmin';
          return { ...callback, ...(callback.input === undefined ? {} : { input: callback.input.map((input) => ({ ...input, value })) }) };
        });
        const { tokenId = '' } = wireSuccess.parse(await post({ ...step, callbacks }));
        const headers = { 'accept-api-version': 'resource=4.0', cookie: `__Host-iPlanetDirectoryPro=${tokenId}` };
        const { status } = await send('/am/json/realms/root/sessions?_action=getSessionInfo', { method: 'POST', headers });
        if (status !== 200) throw new Error(`A session was lost: ${status}`);
        signedOn += 1;
      }
    };
    let lost: unknown;
    const clients = Promise.all(Array.from({ length: 3 }, signOnAgainAndAgain)).catch((error: unknown) => {
      lost = error;
    });
    const goesOn = async () => {
      const before = signedOn;
      await vi.waitFor(() => {
        if (lost === undefined) expect(signedOn).toBeGreaterThan(before + 5);
      }, PATIENTLY);
      expect(lost).toBeUndefined();
    };
    for (const server of servers) {
      await goesOn();
      const ended = server.end('SIGTERM');
      await vi.waitFor(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(503), PATIENTLY);
      expect(await ended).toBe(0);
      await goesOn();
      await server.start();
    }
    await goesOn();
    done.abort();
    await Promise.all([clients, watching]);
    expect(lost).toBeUndefined();
  });

  it.skipIf(!stores.isThorough)('go on looking at a provider, whichever of them is killed', async () => {
    let looks = 0;
    const target = createServer((_request, response) => {
      looks += 1;
      response.end();
    });
    onTestFinished(() => void target.close());
    await once(target.listen(0, '127.0.0.1'), 'listening');
    const { environment, servers } = await open(stores);
    const workspace = await openWorkspace(readConfig(environment));
    onTestFinished(() => workspace.close());
    const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
    const wish = {
      id: '0c2f6a52-6b0f-4a6e-9d5c-3f1b8a7e4d21',
      name: 'Provider',
      label: '',
      mode: 'AUTOMATIC',
      probe: { type: 'HTTP', url },
    };
    const provider: OfflineIdp = offlineIdp.parse({ ...wish, healthPolicy: { healthCheckInterval: 1 } });
    await workspace.stores.realmObjects.create('/', 'offlineIdp', { id: provider.id, value: { ...provider } });
    const goesOn = async () => {
      const before = looks;
      await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 1), PATIENTLY);
    };
    await goesOn();
    for (const server of servers) {
      expect(await server.end('SIGKILL')).toBe('SIGKILL');
      await goesOn();
      await server.start();
    }
    await goesOn();
  });
});
