import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRealmPath, WaygateError } from '@waygate/schema';
import { isGateAddress, serveApplications } from '../applications/serve-applications.ts';
import { amErrorAnswer } from '../errors/error-answer.ts';
import { needsAttention } from '../errors/needs-attention.ts';
import { oauthErrorAnswer } from '../errors/oauth-error-answer.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { Caller } from '../limits/caller.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { type AmPath, CONFIGURATION, readAmPath, resourceName } from '../request/am-path.ts';
import { HttpRequestFacts } from '../request/am-request.ts';
import { clientIpReader, forwardedByStranger, trustedPeer } from '../request/client-ip.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { crossSiteGuard } from '../request/cross-site.ts';
import { readBody } from '../request/read-body.ts';
import { amRoutes } from '../routes/am-routes.ts';
import { apiHeaders, setHeaders } from './api-headers.ts';
import { applyCors } from './apply-cors.ts';
import { correlationId } from './correlation-id.ts';
import { isOAuthAddress, serveOAuth } from './serve-oauth.ts';

const PREFIX = '/am/json/';
/** Addresses beside AM's: IDM's, and those of Advanced Identity Cloud's environment. */
const BESIDE = ['/openidm/', '/environment/'];
/** Largest body of an AM request, bytes. */
const LONGEST_BODY = 256 * 1024;
/** Largest answer of a phone, bytes. */
const LONGEST_PUSH_ANSWER = 64 * 1024;
/** Largest tree, script or the like, bytes. */
const LONGEST_CONFIGURATION = 4 * 1024 * 1024;
/** How many parsed paths are kept: there are few, and they come again and again. */
const KEPT_PATHS = 1_000;

/**
 * The front of the server: takes everything under `/am/json` straight from node:http, because these are the addresses that every step of every sign-on and
 * every answer of a phone comes to, and hands on the rest.
 */
export function createFront(
  deps: HttpDeps,
  cookie: SessionCookie,
  metrics: RequestMetrics,
  rest: (request: IncomingMessage, response: ServerResponse) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  const clientIp = clientIpReader(deps.config.trustedProxies);
  const isTrusted = trustedPeer(deps.config.trustedProxies);
  const isForwardedByStranger = forwardedByStranger(deps.config.trustedProxies);
  const callerOf = (request: IncomingMessage): Caller => ({
    address: clientIp(request),
    isForwardedByStranger: isForwardedByStranger(request),
  });
  const common = apiHeaders(deps.config.publicUrl);
  const refuseForeign = crossSiteGuard(deps.config.publicUrl, deps.config.corsOrigins);
  const paths = new Map<string, AmPath | undefined>();

  const pathOf = (path: string): AmPath | undefined => {
    if (paths.has(path)) return paths.get(path);
    const read = readAmPath(isBeside(path) ? path.slice(1) : path.slice(PREFIX.length));
    if (paths.size >= KEPT_PATHS) paths.clear();
    paths.set(path, read);
    return read;
  };

  const answer = async (request: IncomingMessage, path: string, search: string): Promise<HttpAnswer> => {
    refuseForeign(request);
    const am = pathOf(path);
    if (am === undefined) throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
    const query = new URLSearchParams(search);
    const named = query.get('realm');
    const realm = named === null ? am.realm : toRealmPath(named);
    if (realm === undefined) throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
    const body = await readBody(request, longestBody(am.resource[0]));
    const caller = callerOf(request);
    const facts = new HttpRequestFacts(request, query, caller.address);
    return amRoutes(
      { method: request.method ?? 'GET', realm, resource: am.resource, query, headers: request.headers, body, facts, caller },
      cookie,
      deps,
    );
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, url: string): Promise<void> => {
    const from = performance.now();
    const transaction = correlationId(request);
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const resource = resourceName(pathOf(path));
    let result: HttpAnswer;
    try {
      result = await answer(request, path, at < 0 ? '' : url.slice(at + 1));
    } catch (error) {
      result = amErrorAnswer(error);
      note(error, result.status, resource, transaction, deps);
    }
    if ('error' in result) note(result.error, result.status, resource, transaction, deps);
    metrics.count(resource, result.status);
    metrics.time(resource, from);
    write(response, result, transaction, common);
  };

  const oauthAnswer = async (request: IncomingMessage, response: ServerResponse, url: string): Promise<void> => {
    const from = performance.now();
    const transaction = correlationId(request);
    try {
      await serveOAuth(request, response, url, cookie, deps, callerOf(request));
      metrics.count('oauth', response.statusCode);
    } catch (error) {
      const result = oauthErrorAnswer(error);
      note(error, result.status, 'oauth', transaction, deps);
      metrics.count('oauth', result.status);
      write(response, result, transaction, common);
    }
    metrics.time('oauth', from);
  };

  const gateAnswer = async (request: IncomingMessage, response: ServerResponse, url: string): Promise<void> => {
    const from = performance.now();
    metrics.count('applications', await serveApplications(request, response, url, cookie, deps, isTrusted));
    metrics.time('applications', from);
  };

  const take = (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/';
    if (deps.applications !== undefined && isGateAddress(url)) {
      setHeaders(response, common);
      gateAnswer(request, response, url).catch((error: unknown) => {
        deps.log.error({ err: error }, 'An answer could not be written.');
        response.destroy();
      });
      return undefined;
    }
    const oauth = deps.oauth2 !== undefined && isOAuthAddress(url);
    if (!oauth && !url.startsWith(PREFIX) && !isBeside(url)) return rest(request, response);
    if (oauth || request.method === 'OPTIONS') setHeaders(response, common);
    if (applyCors(request, response, deps.config.corsOrigins)) return undefined;
    const served = oauth ? oauthAnswer(request, response, url) : serve(request, response, url);
    served.catch((error: unknown) => {
      deps.log.error({ err: error }, 'An answer could not be written.');
      response.destroy();
    });
    return undefined;
  };
  const { audit } = deps;
  if (audit === undefined) return take;
  const originOf = (request: IncomingMessage) => () => ({
    transaction: correlationId(request),
    address: clientIp(request),
    userAgent: request.headers['user-agent'],
  });
  return (request, response) => audit.within(originOf(request), () => take(request, response));
}

function isBeside(path: string): boolean {
  return BESIDE.some((prefix) => path.startsWith(prefix));
}

function longestBody(resource: string | undefined): number {
  if (resource === 'push') return LONGEST_PUSH_ANSWER;
  return resource !== undefined && CONFIGURATION.has(resource) ? LONGEST_CONFIGURATION : LONGEST_BODY;
}

function write(
  response: ServerResponse,
  { status, body, headers }: HttpAnswer,
  transaction: string,
  common: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...common,
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
    'X-ForgeRock-TransactionId': transaction,
    ...headers,
  });
  response.end(text);
}

/** Only what somebody must act on is noted loudly; that a client was told no is no fault of the server's. */
function note(error: unknown, status: number, resource: string, transaction: string, deps: HttpDeps): void {
  if (needsAttention(error, status)) {
    const code = error instanceof WaygateError ? error.code : 'unexpected';
    deps.log.error({ err: error, code, resource, transaction }, 'A request failed.');
  } else if (error instanceof WaygateError) {
    deps.log.info({ code: error.code, status, resource, transaction }, 'A request was refused.');
  }
}
