import { decodeAnswers, WaygateError } from '@waygate/schema';
import { ticketHash } from '../admin/ticket-hash.ts';
import { readAuthId } from '../codecs/auth-id.ts';
import { stepAnswer } from '../codecs/step-answer.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { findSession, tokenOf } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import { validRedirect } from '../request/redirect-validator.ts';

/** Kinds of authentication index that AM has and this server does not offer. */
const OTHER_INDEX_TYPES = new Set(['user', 'role', 'level', 'module', 'module_instance', 'resource', 'composite_advice', 'transaction']);

/** `POST …/authenticate`: starts a journey, answers a step of one, or goes on with a suspended one. */
export async function authenticate(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'POST') throw new WaygateError('input', 'request.method', 'Authenticate with POST.');
  const body = parseJson(request.body, request.headers['content-type']);
  if (body !== undefined && body !== '' && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw new WaygateError('input', 'request.bad_json', 'The body must be a JSON object.');
  }
  const posted = body as { authId?: unknown; callbacks?: unknown } | '' | undefined;
  const step =
    posted !== undefined && posted !== '' && posted.authId !== undefined
      ? await submit(request, posted.authId, posted.callbacks, deps)
      : await start(request, cookie, deps);
  return stepAnswer(step, deps.authIdKey, cookie, deps.now(), deps.admin?.traceCode);
}

function submit(request: AmRequest, authId: unknown, callbacks: unknown, deps: HttpDeps) {
  const { sessionId, key } = readAuthId(authId, deps.authIdKey);
  return deps.engine.submit({
    realm: request.realm,
    sessionId,
    key,
    decode: (sent) => decodeAnswers(sent, callbacks),
    request: request.facts,
  });
}

async function start(request: AmRequest, cookie: SessionCookie, deps: HttpDeps) {
  const { query, realm, facts } = request;
  const suspendedId = query.get('suspendedId');
  if (suspendedId !== null) return deps.engine.resume({ realm, suspendedId, request: facts }).catch(suspendedIsOver);
  const journey = journeyOf(query);
  const ticket = query.get('preview');
  if (ticket !== null) return tryDraft(request, cookie, ticket, deps);
  const token = query.get('sessionUpgradeSSOTokenId') ?? tokenOf(request, cookie)?.token;
  const session = token === undefined ? undefined : await findSession(token, deps);
  const wanted = query.get('goto');
  const onFail = query.get('gotoOnFail');
  const targets = wanted === null && onFail === null ? [] : ((await deps.realms.settings(realm))?.redirectTargets ?? []);
  const goto = validRedirect(wanted, deps.config.publicUrl, targets);
  const gotoOnFail = validRedirect(onFail, deps.config.publicUrl, targets);
  return deps.engine.start({
    realm,
    journey,
    request: facts,
    ...(session === undefined || token === undefined ? {} : { existing: { session, tokenId: token } }),
    force: query.get('ForceAuth') === 'true',
    noSession: query.get('noSession') === 'true',
    ...(goto === undefined ? {} : { goto }),
    ...(gotoOnFail === undefined ? {} : { gotoOnFail }),
  });
}

/** Tries a draft: only for the administrator who got the ticket, and without making a session. */
async function tryDraft(request: AmRequest, cookie: SessionCookie, ticket: string, deps: HttpDeps) {
  const grant = ticket.length > 128 ? undefined : await deps.admin?.previewTickets.find(ticketHash(ticket), deps.now());
  const token = tokenOf(request, cookie)?.token;
  const session = token === undefined ? undefined : await findSession(token, deps);
  if (grant === undefined || grant.realm !== request.realm || session?.realm !== '/' || session.userId !== grant.adminId) {
    throw new WaygateError('unauthenticated', 'preview.not_yours', 'This preview is over, or it is for the administrator who started it.');
  }
  const { journey, versionId } = grant;
  return deps.engine.start({
    realm: grant.realm,
    journey,
    request: request.facts,
    force: true,
    noSession: true,
    preview: { journey, versionId, ticket: ticketHash(ticket) },
  });
}

/** Phones know a suspended run that is over by this class name of AM's, and by an answer without detail. */
const SUSPENDED_IS_OVER =
  'org.forgerock.openam.auth.nodes.framework.token.SuspendedAuthSessionException: Token not found. It may have expired.';

function suspendedIsOver(error: unknown): never {
  if (!(error instanceof WaygateError) || error.code !== 'session.expired') throw error;
  throw new WaygateError('unauthenticated', 'session.suspended_expired', SUSPENDED_IS_OVER, { cause: error });
}

/** The journey that the address names. A kind without a value, or a value without a kind, counts as none (AM). */
function journeyOf(query: URLSearchParams): string | undefined {
  const type = query.get('authIndexType')?.toLowerCase();
  const value = query.get('authIndexValue');
  if (type === undefined || type === '' || value === null || value === '') return undefined;
  if (type === 'service') return value;
  if (OTHER_INDEX_TYPES.has(type)) {
    throw new WaygateError(
      'input',
      'authenticate.index_unsupported',
      `authIndexType ${type} is not offered here. Name a journey with authIndexType=service.`,
    );
  }
  throw new WaygateError('input', 'authenticate.index_unknown', 'Unknown Authentication Index Type');
}
