import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiScope, apiClientRequest, apiScopes } from '@waygate/schema';
import { onTestFinished } from 'vitest';
import { apiClientDesk } from '../../src/client-desk.ts';
import { openWorkspace, readConfig, runServer } from '../../src/index.ts';

import { holdToDocument, type OpenApi } from './open-api.ts';

/** Address by which clients know the server. */
export const PUBLIC_URL = 'https://gate.example';
export const TOKEN = '/api/v2/oauth/token';
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const rsaKey = (modulusLength = 2_048) => generateKeyPairSync('rsa', { modulusLength });
const key = rsaKey();

interface Signing {
  /** Signs with RS256, with HS256 for a text, and not at all for null. */
  readonly by?: KeyObject | string | null;
  readonly header?: object;
}

/** An assertion as the seed's clients make one, with no id of its own. A claim that is undefined is left out. */
export function assertion(client: string, claims: object = {}, { by = key.privateKey, header = {} }: Signing = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const alg = by === null ? 'none' : typeof by === 'string' ? 'HS256' : 'RS256';
  const content = { iss: client, sub: client, aud: PUBLIC_URL, exp: now + 240, iat: now, nonce: randomUUID(), ...claims };
  const signed = [{ alg, typ: 'JWT', ...header }, content].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  if (by === null) return `${signed}.`;
  const signature =
    typeof by === 'string'
      ? createHmac('sha256', by).update(signed).digest('base64url')
      : createSign('RSA-SHA256').update(signed).sign(by, 'base64url');
  return `${signed}.${signature}`;
}

interface RigOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** A real server with the API, and with clients that have keys. */
export async function apiServer({ environment = {}, directory }: RigOptions = {}) {
  const folder = directory ?? join(mkdtempSync(join(tmpdir(), 'waygate-api-')), 'data');
  const config = readConfig({
    WAYGATE_DATA_DIR: folder,
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: 'a-long-password',
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_PUBLIC_URL: PUBLIC_URL,
    WAYGATE_HEALTH_HOSTS: '127.0.0.1',
    WAYGATE_DIRECTORY_HOSTS: '127.0.0.1,localhost',
    ...environment,
  });
  const workspace = await openWorkspace(config);
  const server = await runServer(config, () => undefined, workspace);
  onTestFinished(() => server.stop());
  const url = `http://127.0.0.1:${server.port}`;
  const desk = apiClientDesk(workspace);
  const client = (scopes: readonly ApiScope[] = apiScopes, realm = '/alpha', publicKey: KeyObject = key.publicKey) =>
    desk.create(apiClientRequest.parse({ label: 'deploy', realm, scopes, key: publicKey.export({ format: 'jwk' }) }));
  /** Asks for a token with a form whose members can be replaced, or left out by undefined. */
  const ask = async (more: Readonly<Record<string, string | undefined>>, headers: Readonly<Record<string, string>> = {}) => {
    const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, ...more };
    const given = Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
    const response = await fetch(`${url}${TOKEN}`, { method: 'POST', body: new URLSearchParams(given), headers });
    return { response, status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  /** What a client calls with, and can do. */
  const caller = async (scopes: readonly ApiScope[] = apiScopes, realm = '/alpha') => {
    const { id } = await client(scopes, realm);
    const { answer } = await ask({ client_assertion: assertion(id) });
    return callerWith(String(answer['access_token']));
  };
  const document = (await (await fetch(`${url}/api/v2/openapi.json`)).json()) as OpenApi;
  /** Calls with a token, and holds every answer to what the document tells of it. */
  const callerWith = (token: string | undefined) => async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v2${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    holdToDocument(document, method, path, response.status, text);
    return { response, status: response.status, text, json: (text === '' ? undefined : JSON.parse(text)) as never };
  };
  return { folder, config, workspace, server, url, document, desk, client, ask, caller, callerWith };
}
