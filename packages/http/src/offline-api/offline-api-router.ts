import { randomUUID } from 'node:crypto';
import { type ApiScope, WaygateError } from '@waygate/schema';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { actOfRoute } from '../audit/act-of-route.ts';
import { recordAct, type TellAct } from '../audit/record-act.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { addressList } from '../request/address-list.ts';
import { clientIpReader } from '../request/client-ip.ts';
import { parseJson } from '../request/parse-json.ts';
import { readBody } from '../request/read-body.ts';
import { apiErrorAnswer } from './api-error-answer.ts';
import type { ApiOperation } from './api-operation.ts';
import { API_SCHEMAS } from './api-schemas.ts';
import { CallLimit } from './call-limit.ts';
import type { ApiAccess, OfflineApiDeps } from './offline-api-deps.ts';
import { openApiDocument, TOKEN_PATH } from './openapi-document.ts';
import { operations } from './operations.ts';

const LONGEST_BODY = 256 * 1024;
const LONGEST_FORM = 16 * 1024;
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i;
/** How many tokens one address may ask for, and how many calls one client may make, in a minute. */
const MOST_TOKENS = 30;
const MOST_CALLS = 300;
const MINUTE_MS = 60_000;

/**
 * The offline API: Access Gateway's, for programs with tokens of their own. Errors have the form of Okta's APIs, those of the token endpoint that of OAuth 2.0.
 */
export function createOfflineApiRouter(http: HttpDeps, deps: OfflineApiDeps, metrics: RequestMetrics): Router {
  const router = Router();
  const clientIp = clientIpReader(http.config.trustedProxies);
  const mayCall = addressList(deps.from);
  const calls = new CallLimit(MOST_CALLS);
  const isAllowed = (request: Request) => {
    const address = clientIp(request);
    return address !== undefined && mayCall(address);
  };
  const send = (response: Response, status: number, body: unknown) => {
    metrics.count('offline-api', status);
    if (body === undefined) response.status(status).end();
    else response.status(status).type('json').send(JSON.stringify(body));
  };

  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });

  router.post(TOKEN_PATH, async (request, response) => {
    const refuse = (status: number, error: string, description: string) =>
      send(response, status, { error, error_description: description });
    try {
      if (!isAllowed(request)) return refuse(403, 'access_denied', 'This address may not call the API.');
      const key = `offline-api-token ${clientIp(request)}`;
      const wait = await deps.throttle.take(key, randomUUID(), MOST_TOKENS, MINUTE_MS, http.now());
      if (wait !== undefined) {
        response.setHeader('Retry-After', String(Math.ceil(wait / 1000)));
        return refuse(429, 'temporarily_unavailable', 'That were too many requests in one minute.');
      }
      if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
        return refuse(400, 'invalid_request', 'Send a form, and say so in Content-Type.');
      const answer = await deps.tokens.grant(new URLSearchParams(await readBody(request, LONGEST_FORM)));
      return send(response, 'access_token' in answer ? 200 : answer.error === 'invalid_client' ? 401 : 400, answer);
    } catch (error) {
      if (error instanceof WaygateError && error.kind === 'input') return refuse(400, 'invalid_request', error.message);
      http.log.error({ err: error }, 'A token of the offline API could not be given.');
      return refuse(503, 'server_error', 'Something does not answer here. Try again.');
    }
  });

  router.use((request, _response, next) => {
    if (!isAllowed(request)) throw new WaygateError('forbidden', 'offline_api.address', 'This address may not call the API.');
    next();
  });

  const document = JSON.stringify(openApiDocument(http.config.publicUrl, http.config.version));
  router.get('/openapi.json', (_request, response) => {
    metrics.count('offline-api', 200);
    response.type('json').send(document);
  });

  for (const operation of operations) {
    router[operation.method](expressPath(operation.path), async (request, response) => {
      const access = await accessOf(request, response, operation.scopes);
      const wait = calls.take(access.client, http.now());
      if (wait !== undefined) {
        response.setHeader('Retry-After', String(wait));
        throw new WaygateError('input', 'offline_api.too_many', 'That were too many calls in one minute.');
      }
      const by = `API client ${access.label}`;
      const { realm } = access;
      http.audit?.about({ actor: { kind: 'program', id: access.client, name: access.label } });
      const body = operation.body === undefined ? undefined : await readBody(request, LONGEST_BODY);
      const run = (tell: TellAct) =>
        operation.run({
          deps,
          realm,
          body: operation.body === undefined ? undefined : bodyOf(operation.body, body ?? '', request),
          parameter: (name) => String(request.params[name] ?? ''),
          audit: (event, facts) => {
            http.log.info({ event, by, client: access.client, realm, ...facts }, 'A program changed something.');
            tell(event, facts);
          },
        });
      const path = expressPath(operation.path);
      const act = { realm, ...actOfRoute(operation.method, path, request.params as Readonly<Record<string, string>>) };
      const answer = operation.method === 'get' ? await run(() => undefined) : await recordAct(http.audit, act, run);
      send(response, operation.status, answered(operation, answer));
    });
  }

  const methods = new Map<string, string[]>([
    [TOKEN_PATH, ['POST']],
    ['/openapi.json', ['GET']],
  ]);
  for (const { path, method } of operations) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  for (const [path, allowed] of methods) {
    router.all(expressPath(path), (_request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new WaygateError('input', 'offline_api.method', `Use ${allowed.join(' or ')}.`);
    });
  }
  router.use(() => {
    throw new WaygateError('notFound', 'resource.unknown', 'There is nothing at this address.');
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const { status, body } = apiErrorAnswer(
      error instanceof URIError ? new WaygateError('input', 'request.bad_address', 'The address is not properly escaped.') : error,
    );
    if (status >= 500) http.log.error({ err: error, errorId: body.errorId }, 'A call of the offline API failed.');
    else http.log.info({ status, errorId: body.errorId, code: error instanceof WaygateError ? error.code : '' }, 'A call was refused.');
    if (status === 503) response.setHeader('Retry-After', '2');
    return send(response, status, body);
  });
  return router;

  async function accessOf(request: Request, response: Response, scopes: readonly ApiScope[]): Promise<ApiAccess> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const access = token === undefined ? undefined : await deps.tokens.access(token);
    if (access === undefined || (await http.realms.settings(access.realm)) === undefined) {
      response.setHeader('WWW-Authenticate', token === undefined ? 'Bearer' : 'Bearer error="invalid_token"');
      throw new WaygateError('unauthenticated', 'offline_api.token', 'A token is needed that is good now.');
    }
    if (!scopes.some((scope) => access.scopes.has(scope))) {
      response.setHeader('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${scopes[0]}"`);
      http.audit?.note({
        event: 'configuration.refused',
        realm: access.realm,
        result: 'refused',
        reason: 'offline_api.scope',
        actor: { kind: 'program', id: access.client, name: access.label },
        target: { kind: 'offline-api' },
      });
      throw new WaygateError('forbidden', 'offline_api.scope', `The token is not for this: ${scopes.join(' or ')} is needed.`);
    }
    return access;
  }
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** @throws WaygateError `request.malformed` (input) with every member that is wrong in `details`, and whatever `parseJson` throws */
function bodyOf(name: NonNullable<ApiOperation['body']>, text: string, { headers }: Request): unknown {
  const parsed = API_SCHEMAS[name].safeParse(parseJson(text, headers['content-type']));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new WaygateError('input', 'request.malformed', 'The body is not right.', { details });
}

/** What leaves has exactly the members that the document names: a secret among others would be left behind. */
function answered({ answer }: ApiOperation, value: unknown): unknown {
  if (answer === undefined) return undefined;
  return typeof answer === 'string' ? API_SCHEMAS[answer].parse(value) : z.array(API_SCHEMAS[answer[0]]).parse(value);
}
