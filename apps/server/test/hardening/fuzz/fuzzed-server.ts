import { type ChildProcess, spawn } from 'node:child_process';
import { createSign, generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ApiScope, apiClientRequest, apiScopes, application, oauthClient, offlineIdp } from '@waygate/schema';
import { apiClientDesk, clientDesk } from '../../../src/client-desk.ts';
import { defaultRealm, firstStart, openWorkspace, readConfig, type Workspace } from '../../../src/index.ts';
import { shippedJourneys } from '../../../src/shipped-journeys.ts';
import { signedOn } from '../signed-on.ts';
import { contentsOf } from '../store-contents.ts';
import type { WireAnswer } from './oracles.ts';
import { type RequestShape, render } from './request-shape.ts';
import { type JsonSchema, OBJECT_ID } from './sample-of.ts';
import { exchange } from './wire.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const TOKEN = '/api/v2/oauth/token';
/** So many programs share the calls, since each has a limit. */
const PROGRAMS = 6;

/** A whole server as people run it, in a process of its own on the embedded store, with the store open beside it to see what it writes. */
export class FuzzedServer {
  readonly url: string;
  readonly port: number;
  /** Texts that no answer may tell. */
  readonly secrets: readonly string[];
  readonly offlineBodies: Map<string, JsonSchema> = new Map();
  readonly #child: ChildProcess;
  readonly #faults: string[];
  readonly #workspace: Workspace;
  readonly #directory: string;
  #tokens: Readonly<Record<string, readonly string[]>> = {};
  #calls = 0;
  /** Sessions that were made by hand, as `contents` tells of them. */
  readonly ownSessions = new Set<string>();

  private constructor(parts: {
    readonly child: ChildProcess;
    readonly faults: string[];
    readonly workspace: Workspace;
    readonly directory: string;
    readonly port: number;
    readonly secrets: readonly string[];
  }) {
    this.#child = parts.child;
    this.#faults = parts.faults;
    this.#workspace = parts.workspace;
    this.#directory = parts.directory;
    this.port = parts.port;
    this.url = `http://127.0.0.1:${parts.port}`;
    this.secrets = parts.secrets;
  }

  static async start(): Promise<FuzzedServer> {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'waygate-fuzz-'));
    const environment = {
      WAYGATE_DATA_DIR: directory,
      WAYGATE_DEMO: '1',
      WAYGATE_PORT: String(port),
      WAYGATE_PUBLIC_URL: 'http://gate.example',
      WAYGATE_TOKENS_IN_ADDRESSES: '1',
      WAYGATE_ADMIN_PASSWORD: `never-told-${randomUUID()}`,
      WAYGATE_ADMIN_SECOND_FACTOR: 'off',
      WAYGATE_TRUSTED_PROXIES: '127.0.0.1',
      WAYGATE_LOG_LEVEL: 'error',
      WAYGATE_METRICS_TOKEN: `never-told-${randomUUID()}`,
    };
    const config = readConfig(environment);
    const workspace = await openWorkspace(config);
    const { stores } = workspace;
    await firstStart(workspace, config, 'http://gate.example');
    await stores.realms.put(defaultRealm('/beta', 'Login'));
    await stores.journeys.publish('/beta', shippedJourneys(), { at: Date.now(), author: 'test', note: '' });
    await stores.identities.create({
      id: randomUUID(),
      realm: '/beta',
      username: 'demo',
      active: true,
      attributes: {},
      passwordHash: 'none',
      createdAt: 0,
    });
    const clients = clientDesk(workspace);
    const app = oauthClient.parse({ clientType: 'Public', redirectionUris: ['https://app.example/callback'], scopes: ['openid'] });
    const machine = oauthClient.parse({ scopes: ['read'], grantTypes: ['client_credentials'] });
    await clients.create('/alpha', 'fuzzed-app', { settings: app });
    const { secret = '' } = await clients.create('/alpha', 'fuzzed-machine', { settings: machine });

    const child = spawn(process.execPath, ['--conditions=development', MAIN], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const faults: string[] = [];
    if (child.stdout === null || child.stderr === null) throw new Error('The server cannot be listened to.');
    createInterface({ input: child.stderr }).on('line', (line) => faults.push(line));
    await ready(child, faults);
    const keys = Object.values((JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8')) as { keys?: object }).keys ?? {});
    const server = new FuzzedServer({
      child,
      faults,
      workspace,
      directory,
      port,
      secrets: [environment.WAYGATE_ADMIN_PASSWORD, environment.WAYGATE_METRICS_TOKEN, secret, ...keys.map(String)].filter(
        (text) => text.length > 15,
      ),
    });
    await server.#prepare(environment.WAYGATE_METRICS_TOKEN);
    return server;
  }

  /** Sends a request, and gives what came back; undefined when nothing did. */
  async send(shape: RequestShape): Promise<WireAnswer | undefined> {
    const authId = JSON.stringify(shape).includes('@@AUTHID@@') ? await this.#authId() : '';
    this.#calls += 1;
    const fill = (text: string) =>
      text.replaceAll(/@@(\w+)@@/g, (all, name: string) => {
        if (name === 'AUTHID') return authId;
        const those = this.#tokens[name];
        return those === undefined ? all : (those[this.#calls % those.length] ?? '');
      });
    // Each comes from another address, so that limits of one address end nothing.
    const from = ['X-Forwarded-For', `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`] as const;
    const named = shape.headers.some(([name]) => name.toLowerCase() === 'x-forwarded-for');
    return exchange(this.port, render(named ? shape : { ...shape, headers: [from, ...shape.headers] }, 'gate.example', fill), shape);
  }

  /** Milliseconds that a request takes that does nothing. */
  async control(): Promise<number> {
    const from = performance.now();
    const response = await fetch(`${this.url}/healthz`);
    await response.text();
    return performance.now() - from;
  }

  /** Lines that the server wrote because something is wrong, since this was last asked. */
  takeFaults(): readonly string[] {
    return this.#faults.splice(0);
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Everything of the store that only those who may can change. */
  contents(): Promise<ReadonlySet<string>> {
    return contentsOf(this.#workspace);
  }

  /** Bytes. */
  async memory(): Promise<number> {
    const response = await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${this.secrets[1]}` } });
    return Number(/^waygate_resident_memory_bytes (\S+)/m.exec(await response.text())?.[1]);
  }

  /** Signs the people on again, whose sessions requests may have ended. */
  async signOnAgain(): Promise<void> {
    const { stores } = this.#workspace;
    const made = async (realm: string, username: string) => {
      const handle = randomUUID();
      this.ownSessions.add(`signOnSessions "handle":"${handle}"`);
      return signedOn(stores, realm, username, { handle });
    };
    const person = await made('/alpha', 'demo');
    const administrator = await made('/', 'amadmin');
    this.#tokens = { ...this.#tokens, PERSON: [person], ADMINISTRATOR: [administrator] };
  }

  /** Has what requests of administrators name be there, though one before may have taken it away. */
  async furnish(): Promise<void> {
    const { realmObjects, identities } = this.#workspace.stores;
    const idp = { name: 'Push', label: '', mode: 'MANUAL', probe: { type: 'HTTP', url: 'https://push.example/' }, healthPolicy: {} };
    const app = { name: 'intranet', idpId: OBJECT_ID, publicDomain: 'https://intranet.example' };
    const objects = [
      ['offlineIdp', OBJECT_ID, offlineIdp.parse({ ...idp, id: OBJECT_ID })],
      ['application', OBJECT_ID, application.parse({ ...app, id: OBJECT_ID })],
    ] as const;
    for (const [kind, id, value] of objects)
      if ((await realmObjects.get('/beta', kind, id)) === undefined) await realmObjects.create('/beta', kind, { id, value: { ...value } });
    if ((await realmObjects.get('/beta', 'oauthClient', 'Fuzzed')) === undefined)
      await clientDesk(this.#workspace).create('/beta', 'Fuzzed', { settings: oauthClient.parse({ grantTypes: ['client_credentials'] }) });
    if ((await identities.findByName('/beta', 'Fuzzed')) === undefined)
      await identities.create({
        id: randomUUID(),
        realm: '/beta',
        username: 'Fuzzed',
        active: true,
        attributes: {},
        passwordHash: 'none',
        createdAt: 0,
      });
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await this.#workspace.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #prepare(metricsToken: string): Promise<void> {
    if (this.secrets[1] !== metricsToken) throw new Error('The token of the metrics is not where it is looked for.');
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const desk = apiClientDesk(this.#workspace);
    const scopes: readonly ApiScope[] = apiScopes;
    const programs: string[] = [];
    for (let index = 0; index < PROGRAMS; index += 1) {
      const { id } = await desk.create(
        apiClientRequest.parse({ label: 'fuzz', realm: '/beta', scopes, key: publicKey.export({ format: 'jwk' }) }),
      );
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: id, sub: id, aud: 'http://gate.example', exp: now + 240, iat: now, jti: randomUUID() };
      const text = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const client_assertion = `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type, client_assertion });
      const answer = (await (await fetch(`${this.url}${TOKEN}`, { method: 'POST', body })).json()) as { access_token?: string };
      if (answer.access_token === undefined) throw new Error('A program got no token.');
      programs.push(answer.access_token);
    }
    this.#tokens = { PROGRAM: programs };
    await this.signOnAgain();
    // The first who asks for a realm's keys has them made.
    for (const realm of ['', '/realms/alpha', '/realms/beta'])
      await (await fetch(`${this.url}/am/oauth2/realms/root${realm}/connect/jwk_uri`)).text();
    const document = (await (await fetch(`${this.url}/api/v2/openapi.json`)).json()) as OpenApi;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { requestBody }] of Object.entries(methods)) {
        const name = requestBody?.content['application/json']?.schema.$ref.split('/').at(-1);
        const schema = name === undefined ? undefined : document.components.schemas[name];
        if (schema !== undefined) this.offlineBodies.set(`${method.toUpperCase()} /api/v2${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, schema);
      }
    }
  }

  async #authId(): Promise<string> {
    const response = await fetch(`${this.url}/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    return ((await response.json()) as { authId?: string }).authId ?? '';
  }
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> } }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Resolves when the server answers. */
async function ready(child: ChildProcess, faults: readonly string[]): Promise<void> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream }))
    if (line.startsWith('Waygate ready at')) return;
  throw new Error(`The server did not start:\n${faults.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
