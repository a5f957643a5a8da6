import { randomUUID } from 'node:crypto';
import { type WireStep, wireStep, wireSuccess } from '@waygate/schema';
import { defaultRealm, openWorkspace, type RunningServer, readConfig, runServer } from '@waygate/server';
import { onTestFinished } from 'vitest';
import type { SharedStores } from './shared-stores.ts';

/** Address that people know the copies by: what stands between them and the copies answers there. */
export const PUBLIC_URL = 'https://gate.example';
export const PASSWORD = 'a-long-password';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: Tests read answers of many shapes, and fail where one is another.
  readonly body: any;
}

/** Whole servers on one store, each on a port of its own, with the administrator amadmin and a realm alpha in which mia is. @param more variables of theirs */
export async function openServers(stores: SharedStores, count: number, more: Readonly<Record<string, string>> = {}) {
  const environment = {
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_PUBLIC_URL: PUBLIC_URL,
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_HEALTH_HOSTS: '127.0.0.1',
    ...more,
    ...(await stores.beginServers()),
  };
  const config = readConfig(environment);
  const workspace = await openWorkspace(config);
  onTestFinished(() => workspace.close());
  await workspace.stores.realms.put(defaultRealm('/alpha', 'Login'));
  const mia = { id: randomUUID(), realm: '/alpha', username: 'mia', active: true, attributes: {}, createdAt: Date.now() };
  await workspace.stores.identities.create({ ...mia, passwordHash: await workspace.hasher.hash(PASSWORD) });
  const servers: RunningServer[] = await Promise.all(Array.from({ length: count }, () => runServer(config, () => undefined)));
  onTestFinished(async () => {
    for (const server of servers) await server.stop();
  });

  /** Asks one copy. @param body sent as JSON, and a form as it is */
  async function call(copy: number, method: string, path: string, { body, token, bearer, headers = {} }: Call = {}): Promise<Answer> {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(`http://127.0.0.1:${servers[copy % count]?.port}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(isForm ? {} : { 'content-type': 'application/json' }),
        'x-requested-with': 'XMLHttpRequest',
        'accept-api-version': 'protocol=1.0,resource=2.1',
        ...(token === undefined ? {} : { cookie: `__Host-iPlanetDirectoryPro=${token}` }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  }
  const am = (copy: number, resource: string, more?: Call, realm = '/realms/alpha') =>
    call(copy, 'POST', `/am/json/realms/root${realm}/${resource}`, more);

  return {
    /** Variables by which one more copy is started. */
    environment,
    servers,
    workspace,
    mia,
    copies: Array.from({ length: count }, (_, index) => index),
    call,
    am,
    /** Signs the administrator on in one request. @returns the token */
    async signOn(copy: number) {
      const headers = { 'x-openam-username': 'amadmin', 'x-openam-password': PASSWORD };
      return wireSuccess.parse((await am(copy, 'authenticate', { headers }, '')).body).tokenId ?? '';
    },
    async begin(copy: number, journey: string): Promise<WireStep> {
      return wireStep.parse((await am(copy, `authenticate?authIndexType=service&authIndexValue=${journey}`)).body);
    },
    /** Answers a step with one text in each field. */
    answer(copy: number, step: WireStep, ...typed: readonly string[]) {
      const left = [...typed];
      const callbacks = step.callbacks.map((callback) => ({
        ...callback,
        ...(callback.input === undefined
          ? {}
          : { input: callback.input.map((input) => ({ ...input, value: left.shift() ?? input.value })) }),
      }));
      return am(copy, 'authenticate', { body: { ...step, callbacks } });
    },
  };
}

interface Call {
  readonly body?: unknown;
  /** Of a session. */
  readonly token?: string;
  /** Of an application. */
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
