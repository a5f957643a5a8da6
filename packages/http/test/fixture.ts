import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Engine, hashKey, type RealmSettings, type SignOnSession, type Step } from '@waygate/engine';
import { createNodeSecrets } from '@waygate/graph';
import { createDeviceDesk, createOfflineCodeDesk, createRecoveryCodeHasher } from '@waygate/integrations';
import { type Evidence, makeCatalogue, type NodeType } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { type Sealer, WaygateError } from '@waygate/schema';
import { openMemoryStores, type Stores } from '@waygate/storage';
import { onTestFinished } from 'vitest';
import { createHttpServer, type HttpConfig, type HttpDeps } from '../src/index.ts';

export const NOW = 1_790_000_000_000;
export const AUTH_ID_KEY = createSecretKey(createHash('sha256').update('a key for tests').digest());

/** Nothing of these tests looks at what is sealed in the store. */
const sealer: Sealer = { seal: (_context, plaintext) => plaintext, open: (_context, sealed) => sealed };

/** Seals in the form of the real thing, so that what is in clear cannot be seen, and binds the context. */
export const secretSealer: Sealer = {
  seal: (context, plaintext) =>
    ['e30', '', ...[context, plaintext].map((part) => Buffer.from(part).toString('base64url')), 'tag'].join('.'),
  open: (context, sealed) => {
    const [, , bound = '', plaintext = ''] = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    if (bound !== context) throw new WaygateError('operational', 'seal.unreadable', 'Sealed for another place.');
    return plaintext;
  },
};

/** Recovery codes are hashed as they are, but without the work that makes it slow. */
const codes = createRecoveryCodeHasher(Buffer.alloc(32, 7), async (code, salt) => createHash('sha256').update(salt).update(code).digest());

/** An engine that answers what a test says and remembers what it was asked. */
export class StubEngine implements Engine {
  readonly asked: [kind: 'start' | 'submit' | 'resume', request: Parameters<Engine['start' | 'submit' | 'resume']>[0]][] = [];
  answer: () => Step | Promise<Step> = () => nameStep();

  start(request: Parameters<Engine['start']>[0]): Promise<Step> {
    return this.#take('start', request);
  }

  submit(request: Parameters<Engine['submit']>[0]): Promise<Step> {
    return this.#take('submit', request);
  }

  resume(request: Parameters<Engine['resume']>[0]): Promise<Step> {
    return this.#take('resume', request);
  }

  async present(): Promise<void> {}

  /** The only start so far. */
  get started(): Parameters<Engine['start']>[0] {
    const [kind, request] = this.asked.at(-1) ?? [];
    if (kind !== 'start' || request === undefined) throw new Error('no start was asked');
    return request as Parameters<Engine['start']>[0];
  }

  async #take(kind: 'start' | 'submit' | 'resume', request: StubEngine['asked'][number][1]): Promise<Step> {
    this.asked.push([kind, request]);
    return this.answer();
  }
}

export function nameStep(more: object = {}): Step {
  return {
    kind: 'callbacks',
    handle: { sessionId: 'session-1', key: 'one-time-key-of-the-step', journey: 'Login', realm: '/alpha', expiresAt: NOW + 300_000 },
    callbacks: [{ type: 'NameCallback', prompt: 'User Name', value: '' }],
    page: false,
    ...more,
  };
}

export const alpha: RealmSettings = {
  path: '/alpha',
  active: true,
  defaultJourney: 'Login',
  journeyMinutes: 5,
  suspendedMinutes: 5,
  maxSessionMinutes: 120,
  maxIdleMinutes: 30,
  successUrl: '/account',
  redirectTargets: ['https://app.example', 'https://cb.example/done', 'https://open.example/in/*'],
};

export interface Options {
  readonly engine?: Engine;
  readonly config?: Partial<HttpConfig>;
  readonly deps?: Partial<HttpDeps>;
  /** Node types beside the shipped ones. */
  readonly nodes?: readonly NodeType[];
}

/** What is known of phones for an outage: nothing. */
const NO_PHONES = { known: async () => [], forget: async () => undefined };

/** A real server on a loopback port with memory stores; it goes with the test. */
export async function serve(options: Options = {}) {
  const clock = { now: NOW };
  const stores = openMemoryStores({ sealer, now: () => clock.now });
  for (const path of ['/', '/alpha', '/alpha/sub', '/beta']) await stores.realms.put({ ...alpha, path });
  await stores.realms.put({ ...alpha, path: '/closed', active: false });
  const engine = new StubEngine();
  const logged: { level: string; facts: object; message: string }[] = [];
  const note = (level: string) => (facts: object, message: string) => void logged.push({ level, facts, message });
  const pages = buildPages();
  const deps: HttpDeps = {
    engine: options.engine ?? engine,
    realms: stores.realms,
    signOnSessions: stores.signOnSessions,
    identities: {
      find: (realm, username) => stores.identities.findByName(realm, username),
      findById: (realm, id) => stores.identities.findById(realm, id),
    },
    offlineCodes: { ...createOfflineCodeDesk(stores, NO_PHONES, codes, () => clock.now), isAllowed: async (realm) => realm !== '/beta' },
    devices: createDeviceDesk(stores, NO_PHONES, codes),
    push: { answer: async () => ({}) },
    inbox: {
      subscribe: () => () => undefined,
      pending: (inbox, now, unreadable) => stores.pushOutbox.pending(inbox, now, unreadable),
      pendingIn: (inboxes, now, unreadable) => stores.pushOutbox.pendingIn(inboxes, now, unreadable),
      changedByOthers: () => 0,
    },
    authIdKey: AUTH_ID_KEY,
    config: {
      publicUrl: 'http://localhost:8080',
      trustedProxies: [],
      corsOrigins: [],
      metrics: { from: ['127.0.0.1'] },
      pages,
      version: '0.1.0',
      ...options.config,
    },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    now: () => clock.now,
    ready: () => stores.ping(),
    admin: {
      catalogue: makeCatalogue([...nodeTypes, ...(options.nodes ?? [])]),
      journeys: stores.journeys,
      realmObjects: stores.realmObjects,
      stagedNodes: stores.stagedNodes,
      values: { secrets: createNodeSecrets(secretSealer), variable: () => undefined },
      realms: stores.realms,
      traces: stores.traces,
      previewTickets: stores.previewTickets,
      templates: () => [],
      traceCode: (sessionId) => `CODE-${sessionId}`,
      traceDays: 7,
    },
    ...options.deps,
  };
  const server = createHttpServer(deps);
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await stores.close();
    rmSync(pages.editor, { recursive: true });
    rmSync(pages.login, { recursive: true });
    rmSync(pages.authenticator, { recursive: true });
  });
  /** One request; a redirect is an answer like any other. */
  const call = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { redirect: 'manual', ...init });
  /** One JSON POST. */
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'accept-api-version': 'resource=2.1', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { url, port, server, stores, engine, clock, logged, call, post, deps, pages };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Two built web apps, as small as they can be. */
function buildPages(): { readonly login: string; readonly authenticator: string; readonly editor: string } {
  const login = mkdtempSync(join(tmpdir(), 'waygate-login-'));
  const authenticator = mkdtempSync(join(tmpdir(), 'waygate-authenticator-'));
  mkdirSync(join(login, 'assets/login'), { recursive: true });
  mkdirSync(join(authenticator, 'assets'));
  writeFileSync(join(login, 'index.html'), '<!doctype html><title>login</title>');
  writeFileSync(join(login, 'assets/login/main-Ab3_x9Zq.js'), SCRIPT);
  writeFileSync(join(login, 'assets/login/main-Ab3_x9Zq.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(login, 'assets/login/logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(login, 'assets/login/secret.txt'), 'a kind of file that is not served');
  writeFileSync(join(authenticator, 'index.html'), '<!doctype html><title>authenticator</title>');
  writeFileSync(join(authenticator, 'manifest.webmanifest'), '{}');
  const editor = mkdtempSync(join(tmpdir(), 'waygate-editor-'));
  writeFileSync(join(editor, 'index.html'), '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><title>editor</title>');
  return { login, authenticator, editor };
}

export const SCRIPT = `export const text = '${'a'.repeat(2_000)}';\n`;

/** Signs somebody on by hand. @returns the token and the stored session */
export async function signOn(stores: Stores, more: Partial<SignOnSession> = {}) {
  const token = randomBytes(32).toString('base64url');
  const session: SignOnSession = {
    id: hashKey(token),
    handle: `handle-${token.slice(0, 8)}`,
    realm: '/alpha',
    userId: 'id-demo',
    username: 'demo',
    createdAt: NOW,
    lastAccessAt: NOW,
    maxIdleSeconds: 1_800,
    maxSessionSeconds: 7_200,
    authLevel: 0,
    journeys: ['Login'],
    evidence: [evidence('knowledge:password', NOW)],
    properties: {},
    ...more,
  };
  await stores.signOnSessions.create(session);
  return { token, session, cookie: `iPlanetDirectoryPro=${token}` };
}

export function evidence(factor: Evidence['factor'], at: number): Evidence {
  return { factor, subjectId: 'id-demo', nodeId: 'n', nodeType: 'T', outcome: 'true', at };
}

export async function addDemo(stores: Stores): Promise<void> {
  await stores.identities.create({
    id: 'id-demo',
    realm: '/alpha',
    username: 'demo',
    active: true,
    attributes: { mail: ['demo@example.com'], givenName: ['Demo'], retryLimitNodeCount: ['2'] },
    passwordHash: '$argon2id$never-shown',
    createdAt: NOW,
  });
}

/** Sends text as it stands over a plain socket and reads until the server ends, or until `until` has come. */
export function raw(port: number, text: string, until?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      got += chunk;
      if (until?.test(got) === true) socket.destroy();
    });
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

/** A streamed text answer, read piece by piece. */
export class TextStream {
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(response: Response) {
    if (response.body === null) throw new Error('The answer has no body.');
    this.#reader = response.body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).getReader();
  }

  /** Reads on until what was read in this call has what is wanted. */
  async until(wanted: RegExp): Promise<string> {
    let got = '';
    while (!wanted.test(got)) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`The stream ended with: ${got}`);
      got += value;
    }
    return got;
  }

  /** What is left, to the end. */
  async rest(): Promise<string> {
    let got = '';
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return got;
      got += value;
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
