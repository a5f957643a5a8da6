import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@waygate/node-kit';
import { type Json, type JsonObject, jsonObject, WaygateError } from '@waygate/schema';
import type { AdminDeps } from '../admin/admin-deps.ts';
import type { TellRefused } from '../admin/admin-request.ts';
import { type Turns, turnsOf } from '../admin/turns.ts';
import type { TellAct } from '../audit/record-act.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { parseJson } from '../request/parse-json.ts';
import { configAdministrator } from './config-administrator.ts';

/** A request of a signed-on administrator to AM's configuration resources. */
export interface ConfigRequest {
  readonly admin: Identity;
  readonly deps: AdminDeps;
  readonly http: HttpDeps;
  readonly turns: Turns;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly method: string;
  readonly realm: string;
  /** What follows the resource in the address. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** Writes who did what to the audit log. No content, no secret. */
  audit: TellAct;
}

/** Answers a request at what is left of its address. */
export type ConfigRoute = (request: ConfigRequest) => Promise<HttpAnswer>;

/**
 * @throws WaygateError `session.required` (401) for everybody but administrators of the root realm, `request.forged` (403) for a change that another site may have made, and
 * `token.scope` (403)
 */
export async function configRequest(
  request: AmRequest,
  cookie: SessionCookie,
  http: HttpDeps,
  path: readonly string[],
  tellRefused: TellRefused,
): Promise<ConfigRequest> {
  const { admin: deps } = http;
  if (deps === undefined) throw nothingHere();
  const admin = await configAdministrator(request, cookie, http, tellRefused);
  const { method, realm, query, body, headers } = request;
  return {
    admin,
    deps,
    http,
    turns: turnsOf(deps),
    now: http.now(),
    method,
    realm,
    path,
    query,
    body,
    headers,
    audit: (event, facts) => http.log.info({ event, by: admin.username, ...facts }, 'An administrator changed something.'),
  };
}

/** The program that asks, as it calls itself: for the history of a journey. */
export function clientOf({ headers }: ConfigRequest): string {
  const [name = ''] = (headers['user-agent'] ?? '').split(' ');
  return /^[\w@./-]{1,80}$/.test(name) ? name : 'a client';
}

/**
 * The object that a request brings.
 * @throws WaygateError `config.not_an_object` (input), and whatever `parseJson` throws
 */
export function objectOf({ body, headers }: ConfigRequest): JsonObject {
  const value = parseJson(body, headers['content-type']) ?? {};
  const parsed = jsonObject.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WaygateError('input', 'config.not_an_object', 'The body is not an object.');
}

/** A member that is the object's own. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A text member; undefined when it is none. */
export function text(object: JsonObject, name: string): string | undefined {
  const value = member(object, name);
  return typeof value === 'string' ? value : undefined;
}

export function nothingHere(): WaygateError {
  return new WaygateError('notFound', 'config.unknown', 'Not Found');
}

export function unknownAction(action: string | null): WaygateError {
  return new WaygateError('input', 'config.unknown_action', `Action '${action ?? ''}' not supported`);
}

export function methodNotAllowed(method: string): WaygateError {
  return new WaygateError('input', 'config.method', `${method} is not supported here.`);
}
