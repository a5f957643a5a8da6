import type { SignOnSession } from '@waygate/engine';
import { hostCookieName } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { type SessionCookie, setCookie } from '../request/cookies.ts';
import { accessDenied, findSession, requireIntent, requireSession, tokenOf } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import { tokenInAddress } from '../request/token-in-address.ts';
import { requireAnyProof } from './any-proof.ts';
import { universalId } from './universal-id.ts';

const NO_STORE = { 'Cache-Control': 'no-store' };
const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: NO_STORE });

/** `sessions`: what AM's clients ask of a session, and what its owner may do with the others. */
export function sessions(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method === 'GET') return listOwn(request, cookie, deps);
  if (request.method !== 'POST') throw new WaygateError('input', 'request.method', 'Sessions are asked with POST.');
  const action = request.query.get('_action');
  // Whichever is meant, one in the address has got to where it must not be.
  tokenInAddress(request.query, 'tokenId', deps);
  switch (action) {
    case 'logout':
      return logout(request, cookie, deps);
    case 'logoutByHandle':
      return logoutByHandle(request, cookie, deps);
    case 'validate':
    case 'isActive':
      return questioned(request, cookie, deps).then((session) => validity(action, session));
    case 'getSessionInfo':
    case 'getSessionInfoAndResetIdleTime':
    case 'refresh':
    case 'getTimeLeft':
    case 'getMaxTime':
    case 'getMaxSessionTime':
    case 'getIdle':
    case 'getMaxIdle':
    case 'getSessionProperties':
      return told(action, request, cookie, deps);
    default:
      throw new WaygateError('input', 'sessions.unknown_action', 'The action of the sessions resource is missing or not known.');
  }
}

/** The session that is meant: by the body, the address where that is allowed, the cookie or header, in this order. */
async function questioned(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<SignOnSession | undefined> {
  const body = parseJson(request.body, request.headers['content-type']);
  const named = typeof body === 'object' && body !== null ? (body as { tokenId?: unknown }).tokenId : undefined;
  const brought = tokenOf(request, cookie);
  const token = typeof named === 'string' ? named : (request.query.get('tokenId') ?? brought?.token);
  if (token === undefined) return undefined;
  if (token === brought?.token && brought.byCookie && typeof named !== 'string') requireIntent(request);
  const session = await findSession(token, deps);
  return session !== undefined && (session.realm === request.realm || session.realm === '/') ? session : undefined;
}

async function told(action: string, request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const found = await questioned(request, cookie, deps);
  if (found === undefined) throw accessDenied();
  const now = deps.now();
  const resets = action === 'refresh' || action === 'getSessionInfoAndResetIdleTime';
  if (resets && !(await deps.signOnSessions.touch(found.id, now))) throw accessDenied();
  const session = resets ? { ...found, lastAccessAt: now } : found;
  const idle = Math.floor((now - session.lastAccessAt) / 1000);
  const left = Math.max(0, Math.floor((session.createdAt + session.maxSessionSeconds * 1000 - now) / 1000));
  switch (action) {
    case 'refresh':
      return ok({
        uid: session.username,
        realm: session.realm,
        idletime: idle,
        maxidletime: Math.floor(session.maxIdleSeconds / 60),
        maxsessiontime: Math.floor(session.maxSessionSeconds / 60),
        maxtime: left,
      });
    case 'getTimeLeft':
    case 'getMaxTime':
      return ok({ maxtime: left });
    case 'getMaxSessionTime':
      return ok({ maxsessiontime: Math.floor(session.maxSessionSeconds / 60) });
    case 'getIdle':
      return ok({ idletime: idle });
    case 'getMaxIdle':
      return ok({ maxidletime: Math.floor(session.maxIdleSeconds / 60) });
    case 'getSessionProperties':
      return ok(properties(session));
    default:
      return ok(info(session));
  }
}

function validity(action: 'validate' | 'isActive', session: SignOnSession | undefined): HttpAnswer {
  if (action === 'isActive') return ok({ active: session !== undefined });
  return ok(
    session === undefined
      ? { valid: false }
      : { valid: true, uid: session.username, realm: session.realm, sessionUid: session.handle, ...madeOffline(session) },
  );
}

/**
 * Has the browser forget what it kept of pages. Its storage is not named here, nor its cookies: the keys of the web authenticator, work of authors and cookies of neighbours
 * under the same domain would go with them. Pages clear what is theirs.
 */
const FORGET = { 'Clear-Site-Data': '"cache"' };

async function logout(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const session = await questioned(request, cookie, deps);
  if (session === undefined) throw accessDenied();
  await deps.signOnSessions.end(session.id, 'LOGOUT');
  const name = session.properties['persistentCookieName'];
  // Who signs off does not want to be signed on again by what the browser remembers.
  const names = name === undefined ? [] : [...new Set([name, ...(cookie.secure ? [hostCookieName(name)] : [])])];
  const { secure } = cookie;
  const remembered = names.map((each) => setCookie({ name: each, value: '', maxAge: 0, secure, httpOnly: true, sameSite: 'Lax' }));
  return {
    status: 200,
    body: { ...session.logoutDetails, result: 'Successfully logged out' },
    headers: { ...NO_STORE, ...FORGET, 'Set-Cookie': [cookie.clear(), ...remembered] },
  };
}

/**
 * Ends sessions by their handles; only one's own. Others than the one that asks are ended with a fresh proof (ASVS 7.5.2).
 * @throws WaygateError `account.step_up` (forbidden)
 */
async function logoutByHandle(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const session = await requireSession(request, cookie, deps);
  const body = parseJson(request.body, request.headers['content-type']) as { sessionHandles?: unknown } | undefined;
  const handles = body?.sessionHandles;
  if (!Array.isArray(handles) || handles.length > 100 || handles.some((handle) => typeof handle !== 'string')) {
    throw new WaygateError('input', 'sessions.handles', 'sessionHandles must be a list of handles.');
  }
  const own = await deps.signOnSessions.listByUser(session.realm, session.userId, deps.now());
  if (own.some(({ handle }) => handle !== session.handle && handles.includes(handle))) await requireAnyProof(session, deps);
  const result: [string, boolean][] = [];
  for (const handle of handles as string[]) {
    // While a session is made stronger there are two of its name for a moment.
    const meant = own.filter((one) => one.handle === handle);
    const ended = await Promise.all(meant.map(({ id }) => deps.signOnSessions.end(id, 'LOGOUT')));
    result.push([handle, ended.includes(true)]);
  }
  return ok({ result: Object.fromEntries(result) });
}

/** One's own sessions; `current` marks the one that asks. Ours beyond AM: when, where and with what each was made. */
async function listOwn(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const session = await requireSession(request, cookie, deps);
  const wanted = /username eq "([^"]*)"/.exec(request.query.get('_queryFilter') ?? '')?.[1] ?? session.username;
  if (wanted !== session.username) throw new WaygateError('forbidden', 'sessions.not_yours', 'User not permitted.');
  const own = await deps.signOnSessions.listByUser(session.realm, session.userId, deps.now());
  const result = [...own]
    .sort((a, b) => b.createdAt - a.createdAt)
    .map((one) => ({
      ...info(one),
      sessionHandle: one.handle,
      current: one.id === session.id,
      createdAt: iso(one.createdAt),
      clientIp: one.clientIp ?? null,
      userAgent: one.userAgent ?? null,
      factors: [...new Set(one.evidence.map(({ factor }) => factor))],
    }));
  return ok(queryResult(result));
}

/** A list in AM's form. */
export function queryResult(result: readonly object[]) {
  return {
    result,
    resultCount: result.length,
    pagedResultsCookie: null,
    totalPagedResultsPolicy: 'NONE',
    totalPagedResults: -1,
    remainingPagedResults: -1,
  };
}

function info(session: SignOnSession) {
  return {
    username: session.username,
    universalId: universalId(session.username, session.realm),
    realm: session.realm,
    latestAccessTime: iso(session.lastAccessAt),
    maxIdleExpirationTime: iso(session.lastAccessAt + session.maxIdleSeconds * 1000),
    maxSessionExpirationTime: iso(session.createdAt + session.maxSessionSeconds * 1000),
    properties: { AMCtxId: session.handle, AuthLevel: String(session.authLevel) },
    ...madeOffline(session),
  };
}

/** Ours beyond AM: that a session was made offline, so that who asks can take it for less. */
function madeOffline({ offline }: SignOnSession) {
  if (offline === undefined) return {};
  const { provider, since, rehearsal } = offline;
  return { offline: { provider, since: iso(since), rehearsal: rehearsal !== undefined } };
}

function properties(session: SignOnSession): Record<string, string> {
  return {
    ...session.properties,
    AMCtxId: session.handle,
    AuthLevel: String(session.authLevel),
    Organization: session.realm,
    UserId: session.username,
    authInstant: iso(session.createdAt),
  };
}

/** ISO without milliseconds, as AM writes times. */
function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
