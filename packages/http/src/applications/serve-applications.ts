import type { IncomingMessage, ServerResponse } from 'node:http';
import { hashKey } from '@waygate/engine';
import { type Application, addressOf, toRealmPath, WaygateError } from '@waygate/schema';
import { problemAnswer } from '../errors/problem-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import { signOnPath } from '../pages/xui-redirect.ts';
import { type SessionCookie, setCookie } from '../request/cookies.ts';
import { tokenOf } from '../request/current-session.ts';
import { localesOf } from '../request/locales.ts';
import type { ApplicationFace, GateBeginning, GateDecision } from './application-face.ts';
import { type ForwardedRequest, forwardedRequest } from './forwarded-request.ts';
import { GATE_PAGE_HEADERS, type GatePage, gatePage } from './gate-page.ts';
import { ticketPath } from './ticket-path.ts';

const PREFIX = '/forward-auth/';
/** What is the gate's own at every application. */
const CALLBACK = '/.waygate/callback';
const SIGN_OFF = '/.waygate/sign-off';
const OWN = '/.waygate/';
/** A step up or to the same place in a path, also where it is written otherwise. */
const STEPS = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\]|%2f|%5c|$)/i;
/** How long a browser remembers that it asked, seconds: as long as somebody may take to sign on. */
const ASKED_SECONDS = 60 * 60;

/** Whether an address is one of the gate's. */
export function isGateAddress(url: string): boolean {
  return url.startsWith(PREFIX);
}

/** An answer of the gate: a page, or nothing to read. */
interface GateAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly page?: GatePage;
  /** Whether whoever asks gets JSON in the place of the page. */
  readonly asProblem?: { readonly code: string; readonly detail: string };
}

/**
 * The gate of applications that proxies guard, at `/forward-auth/{realm}/…`:
 * - `check` for nginx' `auth_request`: 200, 401 or 403, and nothing to read;
 * - `lead` for what nginx does then: to the sign-on and back, and pages that say why not;
 * - `enter` for proxies that hand on what they are answered (Traefik, Caddy, Envoy): both in one;
 * - `sign-on` and `signed-off`, which browsers come to at this server's own address.
 *
 * Only what comes from a trusted proxy says for which application it asks.
 */
export async function serveApplications(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  cookie: SessionCookie,
  deps: HttpDeps,
  isTrusted: (request: IncomingMessage) => boolean,
): Promise<number> {
  let answer: GateAnswer;
  try {
    answer = await answerOf(request, url, cookie, deps, isTrusted);
  } catch (error) {
    const { status, body, headers } = problemAnswer(error);
    if (status >= 500) deps.log.error({ err: error }, 'The gate of an application failed.');
    else if (error instanceof WaygateError)
      deps.log.warn({ event: error.code, err: error }, 'The gate of an application refused a request.');
    response.writeHead(status, { ...headers });
    response.end(JSON.stringify(body));
    return status;
  }
  const { status, headers = {}, page, asProblem } = answer;
  const all = Object.entries({ 'Cache-Control': 'no-store', ...headers });
  for (const [name, value] of all) response.setHeader(name, typeof value === 'string' ? value : [...value]);
  if (asProblem !== undefined) {
    const problem = { type: 'about:blank', title: asProblem.detail, status, ...asProblem };
    response.setHeader('Content-Type', 'application/problem+json');
    response.writeHead(status).end(request.method === 'HEAD' ? undefined : JSON.stringify(problem));
  } else if (page !== undefined) {
    for (const [name, value] of Object.entries(GATE_PAGE_HEADERS)) response.setHeader(name, value);
    const text = gatePage(page, localesOf(null, request.headers['accept-language']));
    response.writeHead(status).end(request.method === 'HEAD' ? undefined : text);
  } else response.writeHead(status).end();
  return status;
}

async function answerOf(
  request: IncomingMessage,
  url: string,
  cookie: SessionCookie,
  deps: HttpDeps,
  isTrusted: (request: IncomingMessage) => boolean,
): Promise<GateAnswer> {
  const { applications } = deps;
  const at = url.indexOf('?');
  const [, realmPart = '', what = ''] = /^([^/]*)\/([^/]*)/.exec((at < 0 ? url : url.slice(0, at)).slice(PREFIX.length)) ?? [];
  const realm = realmOf(realmPart);
  if (applications === undefined || realm === undefined || (await deps.realms.settings(realm))?.active !== true)
    throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  if (what === 'sign-on') return signOn(request, realm, query, cookie, applications);
  if (what === 'signed-off') return signedOff(request, realm, query, applications);
  if (what !== 'check' && what !== 'lead' && what !== 'enter')
    throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
  // Proxies work out steps and hand on the address as it was, so that one who lets browsers to some addresses of the gate would let them to these.
  if (STEPS.test(at < 0 ? url : url.slice(0, at)))
    throw new WaygateError(
      'input',
      'application.request_malformed',
      'The path has steps (. or ..) in it. Have the proxy work them out first.',
    );
  if (!isTrusted(request)) {
    const message = 'This proxy is none of those that may say for whom they ask. Name it in WAYGATE_TRUSTED_PROXIES.';
    throw new WaygateError('forbidden', 'application.proxy_untrusted', message);
  }
  const asked = forwardedRequest(request, realm, url.slice(PREFIX.length + realmPart.length + 1 + what.length));
  if (asked === undefined)
    throw new WaygateError('input', 'application.request_malformed', 'The proxy says something twice, or what cannot be.');
  if (what === 'check') return checked(await applications.decide(asked));
  return lead(asked, what === 'enter', deps, applications);
}

function checked(decision: GateDecision): GateAnswer {
  if (decision.kind === 'allow') return { status: 200, headers: decision.headers };
  return { status: decision.kind === 'signOn' ? 401 : 403 };
}

/** @param passes whether a request that may go on is let pass by the answer; else the browser is sent for it again */
async function lead(asked: ForwardedRequest, passes: boolean, deps: HttpDeps, applications: ApplicationFace): Promise<GateAnswer> {
  const path = asked.uri.split('?', 1)[0] ?? '';
  if (path.startsWith(OWN)) return own(asked, path, deps, applications);
  const decision = await applications.decide(asked);
  switch (decision.kind) {
    case 'unknown':
      return nowhere();
    case 'allow':
      return passes
        ? { status: 200, headers: decision.headers }
        : { status: 303, headers: { Location: here(asked, decision.application) } };
    case 'signOn':
      return toSignOn(asked, decision.application, deps, applications);
    default:
      return refused(asked, decision, [
        { label: 'tryAgain', address: here(asked, decision.application) },
        ...(decision.kind === 'refuse'
          ? [{ label: 'somebodyElse', address: `${decision.application.publicDomain}${SIGN_OFF}` } as const]
          : []),
      ]);
  }
}

/** The page that somebody opened; the first page where it was none. */
function here({ navigates, uri }: ForwardedRequest, { publicDomain }: Application): string {
  return navigates && uri.startsWith('/') ? `${publicDomain}${uri}` : publicDomain;
}

function toSignOn(asked: ForwardedRequest, application: Application, deps: HttpDeps, applications: ApplicationFace): GateAnswer {
  if (!asked.navigates) {
    const name = nameOf(application);
    const detail = 'Sign in first.';
    if (!asked.readsPages) return { status: 401, asProblem: { code: 'session.required', detail } };
    const ways = [{ label: 'signOnGo', address: application.publicDomain }] as const;
    return { status: 401, page: { title: 'signOnTitle', text: 'signOn', name, kind: 'info', ways } };
  }
  const { ticket, browser } = applications.ticketFor(asked, application);
  const { browser: name, secure } = applications.cookiesOf(application);
  const remembered = setCookie({ name, value: browser, maxAge: ASKED_SECONDS, secure, httpOnly: true, sameSite: 'Lax' });
  return {
    status: 302,
    headers: {
      Location: `${realmAddress(deps, asked.realm)}${ticketPath(asked.realm, ticket)}`,
      'Set-Cookie': [remembered],
      'Referrer-Policy': 'no-referrer',
    },
  };
}

/** What is the gate's own at an application: where codes are brought, and where applications lead whoever signs off. */
async function own(asked: ForwardedRequest, path: string, deps: HttpDeps, applications: ApplicationFace): Promise<GateAnswer> {
  const application = await applications.applicationAt(asked.realm, asked.origin);
  if (application === undefined) return nowhere();
  const { session, browser, secure } = applications.cookiesOf(application);
  const cleared = (name: string) => setCookie({ name, value: '', maxAge: 0, secure, httpOnly: true, sameSite: 'Lax' });
  if (path === CALLBACK && asked.method === 'GET') {
    const code = new URLSearchParams(asked.uri.slice(path.length + 1)).get('code') ?? '';
    const entered = await applications.enter(asked, code);
    if (entered === undefined) {
      const ways = [{ label: 'toApplication', address: application.publicDomain }] as const;
      return { status: 400, page: { title: 'codeTitle', text: 'code', name: nameOf(application), kind: 'error', ways } };
    }
    const kept = setCookie({ name: session, value: entered.token, secure, httpOnly: true, sameSite: 'Lax' });
    return {
      status: 303,
      headers: { Location: entered.address, 'Set-Cookie': [kept, cleared(browser)], 'Referrer-Policy': 'no-referrer' },
    };
  }
  if (path === SIGN_OFF && (asked.method === 'GET' || asked.method === 'POST')) {
    // Other sites cannot sign anybody off: then the browser is only led to the application.
    if (!asked.isOwn) return { status: 303, headers: { Location: application.publicDomain } };
    await applications.signOff(asked);
    const after = `${realmAddress(deps, asked.realm)}${PREFIX}${realmSegment(asked.realm)}/signed-off?application=${application.id}`;
    return { status: 303, headers: { Location: after, 'Set-Cookie': [cleared(session)] } };
  }
  return nowhere();
}

/** A browser comes to sign on, at this server's own address. */
async function signOn(
  request: IncomingMessage,
  realm: string,
  query: URLSearchParams,
  cookie: SessionCookie,
  applications: ApplicationFace,
): Promise<GateAnswer> {
  if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Browsers come here with GET.');
  const ticket = query.get('ticket') ?? '';
  const token = tokenOf(request, cookie)?.token;
  const beginning: GateBeginning = await applications.begin(
    realm,
    ticket,
    token === undefined || token.length > 512 ? undefined : hashKey(token),
  );
  const hosted = (application: Application, anew: boolean, taken = ticket) => {
    const parameters = new URLSearchParams({ goto: ticketPath(realm, taken), ...(anew ? { ForceAuth: 'true' } : {}) });
    return `${signOnPath(realm, application.journey)}?${parameters}`;
  };
  switch (beginning.kind) {
    case 'unknown':
      return { status: 400, page: { title: 'ticketTitle', text: 'ticket', name: '', kind: 'error', ways: [] } };
    case 'enter':
      return { status: 302, headers: { Location: beginning.address, 'Referrer-Policy': 'no-referrer' } };
    case 'ask': {
      const { application, username: user, ticket: agreed } = beginning;
      const ways = [
        { label: 'askGo', address: ticketPath(realm, agreed) },
        { label: 'somebodyElse', address: hosted(application, true) },
      ] as const;
      const { host } = new URL(application.publicDomain);
      return { status: 200, page: { title: 'askTitle', text: 'ask', name: nameOf(application), user, host, kind: 'info', ways } };
    }
    case 'signOn':
      return { status: 302, headers: { Location: hosted(beginning.application, beginning.anew, beginning.ticket) } };
    default: {
      const asked = { readsPages: true };
      const again = { label: 'tryAgain', address: beginning.application.publicDomain } as const;
      const others = { label: 'somebodyElse', address: hosted(beginning.application, true) } as const;
      return refused(asked, beginning, beginning.kind === 'refuse' ? [again, others] : [again]);
    }
  }
}

async function signedOff(
  request: IncomingMessage,
  realm: string,
  query: URLSearchParams,
  applications: ApplicationFace,
): Promise<GateAnswer> {
  const application = await applications.application(realm, query.get('application') ?? '');
  if (application === undefined || request.method !== 'GET') return nowhere();
  const ways = [{ label: 'toApplication', address: application.publicDomain }] as const;
  return { status: 200, page: { title: 'signedOffTitle', text: 'signedOff', name: nameOf(application), kind: 'info', ways } };
}

const TITLES = {
  closed: 'closedTitle',
  group: 'groupTitle',
  offlineGroup: 'offlineGroupTitle',
  offlinePolicy: 'offlineGroupTitle',
  method: 'notOnlineTitle',
  notOnline: 'notOnlineTitle',
  notRehearsed: 'notRehearsedTitle',
  provider: 'providerTitle',
  blocked: 'blockedTitle',
} as const;

function refused(
  { readsPages }: Pick<ForwardedRequest, 'readsPages'>,
  { kind, application, why }: Extract<GateDecision, { kind: 'refuse' | 'outage' }>,
  ways: GatePage['ways'],
): GateAnswer {
  const status = kind === 'outage' ? 503 : 403;
  const headers: Record<string, string> = kind === 'outage' ? { 'Retry-After': '60' } : {};
  const page: GatePage = { title: TITLES[why], text: why, name: nameOf(application), kind: 'error', ways };
  if (readsPages) return { status, headers, page };
  const detail = kind === 'outage' ? 'Signing on is not possible now.' : 'This person may not use the application.';
  return { status, headers, asProblem: { code: `application.${why}`, detail } };
}

function nowhere(): GateAnswer {
  return { status: 404, page: { title: 'nowhereTitle', text: 'nowhere', name: '', kind: 'error', ways: [] } };
}

function nameOf({ label, name }: Application): string {
  return label === '' ? name : label;
}

function realmOf(segment: string): string | undefined {
  try {
    return segment === '' ? undefined : toRealmPath(decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}

function realmSegment(realm: string): string {
  return realm === '/' ? 'root' : encodeURIComponent(realm.slice(1));
}

/** Where people of a realm sign on: proxies ask at any address of the server. */
function realmAddress({ face, config }: HttpDeps, realm: string): string {
  return addressOf(face?.addresses ?? config, realm);
}
