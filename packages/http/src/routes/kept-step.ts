import { createHash, randomBytes } from 'node:crypto';
import { type JsonObject, type Sealer, WaygateError } from '@waygate/schema';
import { readAuthId } from '../codecs/auth-id.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { cookiesCalled, type SessionCookie, setCookie } from '../request/cookies.ts';

/** Header by which a page asks for a step in a form that it may keep. AM's clients do not send it, and get AM's step. */
const ASKS = 'x-waygate-keep';
/** Random bytes that tell a browser from others. */
const BROWSER_BYTES = 24;
const BROWSER = /^[\w-]{32}$/;
/** Random bytes at the end of the name of a cookie. Tabs that begin at the same moment in a browser that has none yet get one each, and none takes the place of another. */
const NAME_BYTES = 6;
const NAME = /^(?:\.[\w-]{8})?$/;
/** How many of them are tried: as many as tabs that a browser opens at once, and not as many as a request can name. */
const MOST_NAMES = 16;
const NO_STORE = { 'Cache-Control': 'no-store', 'Content-API-Version': 'resource=2.1' };

/**
 * Adds to a step, where a page asks for it, what its tab may keep to ask for the same step again: the step, sealed for this browser. So the storage of the browser holds no key,
 * no QR code and no recovery code that anybody can read there, scripts of the page included, and the server keeps nothing of what was shown once.
 */
export function withKept(answer: HttpAnswer, request: AmRequest, cookie: SessionCookie, { sealer }: HttpDeps): HttpAnswer {
  const body = answer.body as JsonObject;
  if (sealer === undefined || request.headers[ASKS] === undefined || answer.status !== 200 || body['authId'] === undefined) return answer;
  const [own] = browsersOf(request, cookie);
  const browser = own ?? randomBytes(BROWSER_BYTES).toString('base64url');
  const kept = sealer.seal(contextOf(request.realm, browser), JSON.stringify(body));
  if (own !== undefined) return { ...answer, body: { ...body, kept } };
  const cookies = [
    answer.headers?.['Set-Cookie'] ?? [],
    setCookie({
      name: `${nameOf(cookie)}.${randomBytes(NAME_BYTES).toString('base64url')}`,
      value: browser,
      ...KEPT_COOKIE,
      secure: cookie.secure,
    }),
  ];
  return { ...answer, body: { ...body, kept }, headers: { ...answer.headers, 'Set-Cookie': cookies.flat() } };
}

const KEPT_COOKIE = { httpOnly: true, sameSite: 'Strict' } as const;

/**
 * Gives a browser the step again that its tab kept, as long as the sign-on stands there. No node runs, nothing is written and no key is made: an answer that was given is given.
 * @throws WaygateError `kept.unreadable` (input) for what this browser did not keep in this realm; `session.expired`, `session.stale` (state)
 */
export async function keptStep(request: AmRequest, kept: unknown, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const { sealer } = deps;
  if (sealer === undefined || typeof kept !== 'string') throw unreadable();
  let text: string | undefined;
  for (const browser of browsersOf(request, cookie)) {
    text = opened(sealer, contextOf(request.realm, browser), kept);
    if (text !== undefined) break;
  }
  if (text === undefined) throw unreadable();
  // Only what this server sealed gets here, so its shape is known.
  const body = JSON.parse(text) as JsonObject;
  const { sessionId, key } = readAuthId(body['authId'], deps.authIdKey);
  await deps.engine.present({ realm: request.realm, sessionId, key });
  return { status: 200, body: { ...body, kept }, headers: NO_STORE };
}

/** @returns undefined for what was not sealed in this context */
function opened(sealer: Sealer, context: string, kept: string): string | undefined {
  try {
    return sealer.open(context, kept);
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'seal.unreadable') return undefined;
    throw error;
  }
}

/** What tells the browser from others, the oldest first. Earlier builds gave it one name without an end, which copies of theirs go by alone: it comes before all. */
function browsersOf({ headers }: AmRequest, cookie: SessionCookie): readonly string[] {
  const own = nameOf(cookie);
  const sent = cookiesCalled(headers.cookie, (name) => name.startsWith(own) && NAME.test(name.slice(own.length)));
  return sent
    .sort((a, b) => Number(b.name === own) - Number(a.name === own))
    .map(({ value }) => value)
    .filter((value) => BROWSER.test(value))
    .slice(0, MOST_NAMES);
}

function nameOf({ secure }: SessionCookie): string {
  return secure ? '__Host-waygate-kept' : 'waygate-kept';
}

/** What is sealed may tell nobody who sees it which cookie opens it. */
function contextOf(realm: string, browser: string): string {
  return `kept-step|${realm}|${createHash('sha256').update(browser).digest('base64url')}`;
}

function unreadable(): WaygateError {
  return new WaygateError('input', 'kept.unreadable', 'This browser kept no such step. Begin again.');
}
