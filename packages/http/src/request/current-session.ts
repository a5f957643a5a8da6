import { hashKey, type SignOnSession } from '@waygate/engine';
import { WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from './am-request.ts';
import { cookieValue, type SessionCookie } from './cookies.ts';

/** How long a session may be used before its last access is written again, milliseconds. */
const TOUCH_AFTER_MS = 60_000;

/** The token that a request brings: by a header of the cookie's name (mobile SDKs, which also keep old cookies), or by the cookie itself. */
export function tokenOf(
  request: Pick<AmRequest, 'headers'>,
  cookie: SessionCookie,
): { readonly token: string; readonly byCookie: boolean } | undefined {
  const byHeader = request.headers[cookie.name.toLowerCase()];
  if (typeof byHeader === 'string' && byHeader !== '') return { token: byHeader, byCookie: false };
  const byCookie = cookieValue(request.headers.cookie, cookie.name);
  return byCookie === undefined || byCookie === '' ? undefined : { token: byCookie, byCookie: true };
}

/** The live session of a token. */
export function findSession(token: string, deps: HttpDeps): Promise<SignOnSession | undefined> {
  return token.length > 512 ? Promise.resolve(undefined) : deps.signOnSessions.find(hashKey(token), deps.now());
}

/**
 * The session of whoever asks, which must be somebody's, of the realm, or of the root realm: its people administer all realms.
 * @throws WaygateError `session.required` (unauthenticated)
 */
export async function requireSession(
  request: Pick<AmRequest, 'headers' | 'method' | 'realm'>,
  cookie: SessionCookie,
  deps: HttpDeps,
): Promise<SignOnSession> {
  const brought = tokenOf(request, cookie);
  const session = brought === undefined ? undefined : await findSession(brought.token, deps);
  if (
    brought === undefined ||
    session === undefined ||
    session.anonymous === true ||
    (session.realm !== request.realm && session.realm !== '/')
  )
    throw accessDenied();
  if (request.method !== 'GET' && brought.byCookie) requireIntent(request);
  await markUsed(session, deps);
  return session;
}

/** Notes that a session was used, which keeps it from idling out; not at every request. */
export async function markUsed(session: SignOnSession, deps: HttpDeps): Promise<void> {
  if (deps.now() - session.lastAccessAt > TOUCH_AFTER_MS) await deps.signOnSessions.touch(session.id, deps.now());
}

/**
 * A browser sends cookies with requests that another site makes; only our own pages and SDKs set one of these headers.
 * @throws WaygateError `request.forged` (forbidden)
 */
export function requireIntent(request: Pick<AmRequest, 'headers'>): void {
  if (request.headers['x-requested-with'] !== undefined || request.headers['accept-api-version'] !== undefined) return;
  throw new WaygateError('forbidden', 'request.forged', 'Send the header X-Requested-With or Accept-API-Version.');
}

export function accessDenied(): WaygateError {
  return new WaygateError('unauthenticated', 'session.required', 'Access Denied');
}
