import type { Step } from '@waygate/engine';
import { decodeAnswers, WaygateError } from '@waygate/schema';
import { requireAdministrator } from '../admin/admin-request.ts';
import { takeHandedOff } from '../admin/preview-handoff.ts';
import { ticketHash } from '../admin/ticket-hash.ts';
import { ticketIn, ticketPath } from '../applications/ticket-path.ts';
import { readAuthId } from '../codecs/auth-id.ts';
import { stepAnswer } from '../codecs/step-answer.ts';
import { traceHeader } from '../codecs/trace-header.ts';
import { amErrorAnswer } from '../errors/error-answer.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { findSession, tokenOf } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import { validRedirect } from '../request/redirect-validator.ts';
import { tokenInAddress } from '../request/token-in-address.ts';
import { keptStep, withKept } from './kept-step.ts';

/** Kinds of authentication index that AM has and this server does not offer. */
const OTHER_INDEX_TYPES = new Set(['user', 'role', 'level', 'module', 'module_instance', 'resource', 'composite_advice', 'transaction']);

/** `POST …/authenticate`: starts a journey, answers a step of one, goes on with a suspended one, or gives a page the step again that it kept. */
export async function authenticate(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'POST') throw new WaygateError('input', 'request.method', 'Authenticate with POST.');
  const body = parseJson(request.body, request.headers['content-type']);
  if (body !== undefined && body !== '' && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw new WaygateError('input', 'request.bad_json', 'The body must be a JSON object.');
  }
  const posted = body as { authId?: unknown; callbacks?: unknown; kept?: unknown } | '' | undefined;
  const isStep = posted !== undefined && posted !== '' && posted.authId !== undefined;
  const isKept = !isStep && posted !== undefined && posted !== '' && posted.kept !== undefined;
  const { caller } = request;
  deps.limits?.take(isStep || isKept ? 'steps' : 'starts', caller);
  if (isKept) return keptStep(request, posted.kept, cookie, deps);
  const work = () =>
    isStep
      ? submit(request, posted.authId, posted.callbacks, cookie, deps)
      : start(request, cookie, deps).then((step) => answerOf(request, step, cookie, deps));
  return withKept(await (deps.limits === undefined ? work() : deps.limits.trying(caller, work)), request, cookie, deps);
}

/** What pages that live by the cookie say, so that the token is in no body that a script could read. */
const COOKIE_ALONE = 'cookie';

async function answerOf({ headers }: AmRequest, step: Step, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const tokenInBody =
    step.kind === 'success' &&
    step.tokenId !== undefined &&
    headers['x-waygate-token'] !== COOKIE_ALONE &&
    (await deps.realms.settings(step.realm))?.tokenInBody !== false;
  return stepAnswer(await toApplication(step, deps), deps.authIdKey, cookie, deps.now(), tokenInBody, deps.admin?.traceCode);
}

/** Where somebody signed on for an application, the address that they go on to says so. */
async function toApplication(step: Step, { applications }: HttpDeps): Promise<Step> {
  if (step.kind !== 'success' || step.acted !== true || step.session === undefined) return step;
  const { realm, successUrl, session } = step;
  const ticket = ticketIn(successUrl, realm);
  // The session is made, and nobody would have it if this failed. Without this they are asked whether they want in.
  const taken = ticket === undefined ? undefined : await applications?.signedOnFor(realm, ticket, session.handle).catch(() => undefined);
  return taken === undefined ? step : { ...step, successUrl: ticketPath(realm, taken) };
}

/** Answers a step. A no tells the code of the sign-on too, so that the person can name it to whoever helps them. */
async function submit(request: AmRequest, authId: unknown, callbacks: unknown, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const { sessionId, key } = readAuthId(authId, deps.authIdKey);
  const decode = (sent: Parameters<typeof decodeAnswers>[0]) => decodeAnswers(sent, callbacks);
  try {
    const step = await deps.engine.submit({ realm: request.realm, sessionId, key, decode, request: request.facts });
    return await answerOf(request, step, cookie, deps);
  } catch (error) {
    const answer = amErrorAnswer(error);
    return { ...answer, headers: { ...answer.headers, ...traceHeader(sessionId, deps.admin?.traceCode) }, error };
  }
}

async function start(request: AmRequest, cookie: SessionCookie, deps: HttpDeps) {
  const { query, realm, facts } = request;
  const upgraded = tokenInAddress(query, 'sessionUpgradeSSOTokenId', deps);
  const suspendedId = query.get('suspendedId');
  const own = tokenOf(request, cookie)?.token;
  if (suspendedId !== null) return resume(request, suspendedId, own, deps);
  const journey = journeyOf(query);
  const preview = query.get('preview');
  if (preview !== null) return tryDraft(request, cookie, preview, deps);
  const token = upgraded ?? own;
  const named = token !== own;
  const found = token === undefined ? undefined : await findSession(token, deps);
  // What an anonymous session holds is anybody's who knows it: only its own browser can take it into a sign-on.
  const session = named && found?.anonymous === true ? undefined : found;
  const wanted = query.get('goto');
  const onFail = query.get('gotoOnFail');
  const targets = wanted === null && onFail === null ? [] : ((await deps.realms.settings(realm))?.redirectTargets ?? []);
  const goto = validRedirect(wanted, deps.config.publicUrl, targets);
  const gotoOnFail = validRedirect(onFail, deps.config.publicUrl, targets);
  const ticket = goto === undefined ? undefined : ticketIn(goto, realm);
  const rehearsal =
    ticket === undefined ? undefined : await deps.applications?.rehearsalOf(realm, ticket, journey, named ? undefined : session?.id);
  return deps.engine.start({
    realm,
    journey,
    request: facts,
    ...(session === undefined || token === undefined ? {} : { existing: { session, tokenId: token, ...(named ? { named } : {}) } }),
    ...(rehearsal === undefined ? {} : { rehearsal }),
    force: query.get('ForceAuth') === 'true',
    noSession: query.get('noSession') === 'true',
    ...(goto === undefined ? {} : { goto }),
    ...(gotoOnFail === undefined ? {} : { gotoOnFail }),
  });
}

/** Goes on by a link, with the session of the browser that opened it. */
async function resume({ realm, facts }: AmRequest, suspendedId: string, token: string | undefined, deps: HttpDeps) {
  const session = token === undefined ? undefined : await findSession(token, deps);
  const existing = session === undefined ? {} : { existing: { session } };
  return deps.engine.resume({ realm, suspendedId, request: facts, ...existing }).catch(suspendedIsOver);
}

/**
 * Tries a draft: once, only for the administrator who got the ticket, and without making a session or ending the administrator's own.
 * @throws WaygateError `preview.not_yours`, `preview.used` (unauthenticated)
 */
async function tryDraft(request: AmRequest, cookie: SessionCookie, ticket: string, deps: HttpDeps) {
  // At the host of people nobody is an administrator, so what they asked for at theirs was handed off.
  const { hash, admin } =
    deps.face?.name === 'people'
      ? ((await takeHandedOff(ticket, deps)) ?? NOTHING)
      : { hash: ticketHash(ticket), admin: await requireAdministrator(request, cookie, deps).catch(ifOperational) };
  const grant = await deps.admin?.previewTickets.find(hash, deps.now());
  if (deps.admin === undefined || grant === undefined || grant.realm !== request.realm || grant.adminId !== admin?.id) {
    throw new WaygateError('unauthenticated', 'preview.not_yours', 'This preview is over, or it is for the administrator who started it.');
  }
  if (!(await deps.admin.previewTickets.use(hash, deps.now()))) {
    throw new WaygateError(
      'unauthenticated',
      'preview.used',
      'This preview was begun before, and each is good for one try. Start another.',
    );
  }
  const { journey, versionId } = grant;
  return deps.engine.start({
    realm: grant.realm,
    journey,
    request: request.facts,
    force: true,
    noSession: true,
    preview: { journey, versionId, ticket: hash },
  });
}

/** What was handed off by nobody: there is no such ticket. */
const NOTHING = { hash: '', admin: undefined };

/** Whoever is no administrator is nobody here. */
function ifOperational(error: unknown): undefined {
  if (error instanceof WaygateError && error.kind !== 'operational') return;
  throw error;
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
