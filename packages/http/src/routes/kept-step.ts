import { createHash, randomBytes } from 'node:crypto';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { readAuthId } from '../codecs/auth-id.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { cookieValue, type SessionCookie, setCookie } from '../request/cookies.ts';

/** Header by which a page asks for a step in a form that it may keep. AM's clients do not send it, and get AM's step. */
const ASKS = 'x-waygate-keep';
/** Random bytes that tell a browser from others. */
const BROWSER_BYTES = 24;
const BROWSER = /^[\w-]{32}$/;
const NO_STORE = { 'Cache-Control': 'no-store', 'Content-API-Version': 'resource=2.1' };

/**
 * Adds to a step, where a page asks for it, what its tab may keep to ask for the same step again: the step, sealed for this browser. So the storage of the browser holds no key,
 * no QR code and no recovery code that anybody can read there, scripts of the page included, and the server keeps nothing of what was shown once.
 */
export function withKept(answer: HttpAnswer, request: AmRequest, cookie: SessionCookie, { sealer }: HttpDeps): HttpAnswer {
  const body = answer.body as JsonObject;
  if (sealer === undefined || request.headers[ASKS] === undefined || answer.status !== 200 || body['authId'] === undefined) return answer;
  const own = browserOf(request, cookie);
  const browser = own ?? randomBytes(BROWSER_BYTES).toString('base64url');
  const kept = sealer.seal(contextOf(request.realm, browser), JSON.stringify(body));
  if (own !== undefined) return { ...answer, body: { ...body, kept } };
  const cookies = [
    answer.headers?.['Set-Cookie'] ?? [],
    setCookie({ name: nameOf(cookie), value: browser, ...KEPT_COOKIE, secure: cookie.secure }),
  ];
  return { ...answer, body: { ...body, kept }, headers: { ...answer.headers, 'Set-Cookie': cookies.flat() } };
}

const KEPT_COOKIE = { httpOnly: true, sameSite: 'Strict' } as const;

/**
 * Gives a browser the step again that its tab kept, as long as the sign-on stands there. No node runs, nothing is written and no key is made: an answer that was given is given.
 * @throws WaygateError `kept.unreadable` (input) for what this browser did not keep in this realm; `session.expired`, `session.stale` (state)
 */
export async function keptStep(request: AmRequest, kept: unknown, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const browser = browserOf(request, cookie);
  if (deps.sealer === undefined || browser === undefined || typeof kept !== 'string') throw unreadable();
  let text: string;
  try {
    text = deps.sealer.open(contextOf(request.realm, browser), kept);
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'seal.unreadable') throw unreadable(error);
    throw error;
  }
  // Only what this server sealed gets here, so its shape is known.
  const body = JSON.parse(text) as JsonObject;
  const { sessionId, key } = readAuthId(body['authId'], deps.authIdKey);
  await deps.engine.present({ realm: request.realm, sessionId, key });
  return { status: 200, body: { ...body, kept }, headers: NO_STORE };
}

function browserOf({ headers }: AmRequest, cookie: SessionCookie): string | undefined {
  const value = cookieValue(headers.cookie, nameOf(cookie));
  return value !== undefined && BROWSER.test(value) ? value : undefined;
}

function nameOf({ secure }: SessionCookie): string {
  return secure ? '__Host-waygate-kept' : 'waygate-kept';
}

/** What is sealed may tell nobody who sees it which cookie opens it. */
function contextOf(realm: string, browser: string): string {
  return `kept-step|${realm}|${createHash('sha256').update(browser).digest('base64url')}`;
}

function unreadable(cause?: unknown): WaygateError {
  return new WaygateError('input', 'kept.unreadable', 'This browser kept no such step. Begin again.', { cause });
}
