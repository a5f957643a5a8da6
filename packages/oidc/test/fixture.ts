import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { hashKey, type SignOnSession } from '@waygate/engine';
import { createArgon2Hasher, createSealer, KeyRing } from '@waygate/integrations';
import { journeyDocument, oauthClient, readJourneys, WaygateError } from '@waygate/schema';
import { composeServer, createServerLog, defaultRealm, workspaceOn } from '@waygate/server';
import { openMemoryStores, type RealmObject } from '@waygate/storage';
import * as client from 'openid-client';
import { onTestFinished } from 'vitest';
import { createClientDesk } from '../src/administration.ts';
import { signingKeys } from '../src/signing-keys.ts';

export const PASSWORD = 'correct horse battery';
/** Where the applications of these tests live; nothing listens there. */
export const CALLBACK = 'https://app.example/callback';

// One for the whole process: making it costs a hash.
const hasher = createArgon2Hasher();

const KEYED = ['/', '/alpha', '/beta'];
/** Signing keys of the realms, different ones, for all servers of the process: making them for each would take most of the time of these tests. */
let keys: Promise<readonly (readonly [string, readonly RealmObject[]])[]> | undefined;

async function makeKeys() {
  const { realmObjects } = openMemoryStores({
    sealer: createSealer(new KeyRing('keys', new Map([['keys', randomBytes(32)]]))),
    now: Date.now,
  });
  return Promise.all(
    KEYED.map(async (realm) => {
      await signingKeys(realmObjects, realm);
      return [realm, await realmObjects.list(realm, 'oauthKey')] as const;
    }),
  );
}

const login = readJourneys(JSON.parse(readFileSync(new URL('../../../journeys/login/journey.json', import.meta.url), 'utf8')))[0];
const shipped = journeyDocument.parse(login);

/** A real server on a loopback port with memory stores, realms alpha and beta with the journeys Login and Strong, and the people demo and eve. It goes with the test. */
export async function serve({
  corsOrigins = [],
  providerHosts = [],
  now = Date.now,
  leastRsaBits = 2_048,
}: {
  readonly corsOrigins?: readonly string[];
  readonly providerHosts?: readonly string[];
  /** Clock of the server, epoch milliseconds. */
  readonly now?: () => number;
  /** Bits that keys of programs must have. */
  readonly leastRsaBits?: number;
} = {}) {
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const workspace = workspaceOn(openMemoryStores({ sealer: createSealer(ring), now }), ring, await hasher);
  const { stores } = workspace;
  for (const realm of ['/', '/alpha', '/beta', '/alpha/sub']) {
    await stores.realms.put(defaultRealm(realm, 'Login'));
    await stores.journeys.publish(realm, [shipped, { ...shipped, name: 'Strong' }], { at: Date.now(), author: 'test', note: '' });
    for (const username of ['demo', 'eve']) await addPerson(realm, username);
  }
  keys ??= makeKeys();
  for (const [realm, made] of await keys) {
    const { realmObjects } = stores;
    await realmObjects.put(
      realm,
      made.map(({ id, value }) => ({ kind: 'oauthKey', id, value })),
    );
  }
  const logged: object[] = [];
  const silent = createServerLog('silent');
  const log: ReturnType<typeof createServerLog> = {
    ...silent,
    isLevelEnabled: () => false,
    debug: () => undefined,
    info: (facts) => void logged.push(facts),
    warn: (facts) => void logged.push(facts),
    error: (facts) => void logged.push(facts),
  };
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { server, finish, flushAudit } = composeServer(
    workspace,
    { trustedProxies: [], corsOrigins, providerHosts, offlineApiFrom: ['127.0.0.1'], leastRsaBits },
    url,
    log,
    { now },
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  onTestFinished(async () => {
    await stop(server);
    await finish();
    await stores.close();
  });
  const clients = createClientDesk(stores.realmObjects, workspace.hasher);

  async function addPerson(realm: string, username: string): Promise<void> {
    await stores.identities.create({
      id: randomUUID(),
      realm,
      username,
      active: true,
      attributes: { cn: ['Demo User'], givenName: ['Demo'], sn: ['User'], mail: [`${username}@example.com`], telephoneNumber: ['+1 555'] },
      passwordHash: await workspace.hasher.hash(PASSWORD),
      createdAt: Date.now(),
    });
  }

  /** Makes a client of a realm. @returns its secret, when it has one */
  async function addClient(id: string, settings: Partial<Parameters<typeof oauthClient.parse>[0]> & object, realm = '/alpha') {
    const made = await clients.create(realm, id, { settings: oauthClient.parse(settings) });
    return made.secret ?? '';
  }

  const call = (path: string, init: RequestInit = {}) =>
    fetch(path.startsWith('http') ? path : `${url}${path}`, { redirect: 'manual', ...init });

  return { url, port, stores, clients, logged, call, addClient, addPerson, workspace, flushAudit };
}

export type Served = Awaited<ReturnType<typeof serve>>;

/** Settings of an application of one's own house that runs in a browser. */
export const spa = {
  clientType: 'Public',
  redirectionUris: [CALLBACK],
  postLogoutRedirectUri: ['https://app.example/bye'],
  scopes: ['openid', 'profile', 'email', 'read'],
  grantTypes: ['authorization_code', 'refresh_token'],
  isConsentImplied: true,
} as const;

/** Cookies as a browser keeps them, as far as these tests need it: by name and path. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();
  readonly #served: Served;

  constructor(served: Served) {
    this.#served = served;
  }

  /** One request with the cookies of this browser; a redirect is an answer like any other. */
  async go(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const target = new URL(address, this.#served.url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => target.pathname === path || target.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await this.#served.call(target.href, { ...init, headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } });
    for (const set of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = set.split(';').map((part) => part.trim());
      const [name = '', ...value] = pair.split('=');
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
      if (value.join('=') === '' || /expires=Thu, 01 Jan 1970|max-age=0/i.test(set)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: value.join('='), path });
    }
    return response;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, { value, path: '/' });
  }

  /** Where a redirect leads. */
  async led(address: string | URL, init: RequestInit = {}): Promise<URL> {
    const response = await this.go(address, init);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`No redirect: ${response.status} ${await response.text()}`);
    return new URL(location, this.#served.url);
  }

  /** Signs on as the hosted page does, with what its address says. @returns where the page goes then */
  async signOn(page: URL, username = 'demo', password = PASSWORD): Promise<string> {
    const [, , realm = '', journey] = page.pathname.split('/');
    const query = new URLSearchParams(page.search);
    if (journey !== undefined) {
      query.set('authIndexType', 'service');
      query.set('authIndexValue', decodeURIComponent(journey));
    }
    const at = `/am/json/realms/root${realm === 'root' ? '' : `/realms/${decodeURIComponent(realm)}`}/authenticate`;
    const headers = { 'content-type': 'application/json', 'accept-api-version': 'resource=2.1' };
    const started = await this.go(`${at}?${query}`, { method: 'POST', headers });
    const step = (await started.json()) as { successUrl?: string; callbacks?: { type: string; input: { value: unknown }[] }[] };
    if (step.successUrl !== undefined) return step.successUrl;
    for (const { type, input } of step.callbacks ?? []) {
      const [field] = input;
      if (field !== undefined) field.value = type === 'NameCallback' ? username : password;
    }
    const ended = await this.go(at, { method: 'POST', headers, body: JSON.stringify(step) });
    const { successUrl } = (await ended.json()) as { successUrl?: string };
    if (successUrl === undefined) throw new Error(`The sign-on failed: ${ended.status}`);
    return successUrl;
  }
}

/** The client library of an application, with discovery done. */
export async function application(served: Served, id: string, secret?: string, realm = '/realms/alpha') {
  const auth = secret === undefined ? client.None() : client.ClientSecretBasic(secret);
  return client.discovery(new URL(`${served.url}/am/oauth2/realms/root${realm}`), id, undefined, auth, {
    execute: [client.allowInsecureRequests],
  });
}

/** An authorization request with everything that a good application sends, and what it checks the answer by. */
export async function authorization(config: client.Configuration, more: Readonly<Record<string, string>> = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  });
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  /** Exchanges the code that an answer holds. */
  const exchange = (answer: URL) => client.authorizationCodeGrant(config, answer, checks);
  return { address, verifier, state, nonce, checks, exchange };
}

/** Signs on for an application and comes back to it with a code. */
export async function codeFor(browser: Browser, address: URL, username = 'demo'): Promise<URL> {
  let led = await browser.led(address);
  for (let turn = 0; led.pathname.startsWith('/sign-on/') && turn < 4; turn += 1)
    led = await browser.led(await browser.signOn(led, username));
  return led;
}

/** Signs somebody on by hand, with whatever was proved. @returns the token */
export async function session(served: Served, more: Partial<SignOnSession> = {}): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const realm = more.realm ?? '/alpha';
  const person = await served.stores.identities.findByName(realm, more.username ?? 'demo');
  if (person === undefined) throw new WaygateError('notFound', 'identity.unknown', 'There is no such person.');
  const now = Date.now();
  await served.stores.signOnSessions.create({
    id: hashKey(token),
    handle: randomBytes(12).toString('base64url'),
    realm,
    userId: person.id,
    username: person.username,
    createdAt: now,
    lastAccessAt: now,
    maxIdleSeconds: 1_800,
    maxSessionSeconds: 7_200,
    authLevel: 0,
    journeys: ['Login'],
    evidence: [{ ...evidence('knowledge:password', now), subjectId: person.id }],
    properties: {},
    ...more,
  });
  return token;
}

export function evidence(factor: SignOnSession['evidence'][number]['factor'], at: number): SignOnSession['evidence'][number] {
  return { factor, subjectId: 'someone', nodeId: 'n', nodeType: 'T', outcome: 'true', at };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port that is free now: issuers hold it, so it must be known before the server is made. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
