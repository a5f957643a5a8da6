import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Express } from 'express';
import { createApp } from './create-app.ts';
import { rememberEndpoints } from './endpoints.ts';
import { belongsTo, type FaceName, nothingLike } from './faces/address-families.ts';
import { facesOf } from './faces/faces-of.ts';
import { cameTo } from './faces/host-of.ts';
import { correlationId } from './front/correlation-id.ts';
import { createFront } from './front/front.ts';
import type { BegunRequest, HttpDeps } from './http-deps.ts';
import { MetricRegistry } from './metrics/metric-registry.ts';
import { RequestMetrics } from './metrics/request-metrics.ts';
import { broughtBy } from './request/brought-by.ts';
import { trustedPeer } from './request/client-ip.ts';
import { sessionCookie } from './request/cookies.ts';
import { routeOf } from './request/route-of.ts';

/** The server, not listening yet: the front for AM addresses, and the application behind it. */
export function createHttpServer(deps: HttpDeps): Server {
  const registry = deps.metrics ?? new MetricRegistry();
  const metrics = new RequestMetrics(registry);
  const faces = facesOf(deps);
  // That of administration has every address that there is.
  const app = createApp(faces?.administration ?? deps, metrics, registry);
  const front =
    faces === undefined
      ? frontOf(deps, app, metrics)
      : frontByHost(faces, { administration: app, people: createApp(faces.people, metrics, registry) }, metrics);
  const { within } = deps;
  const isTrusted = trustedPeer(deps.config.trustedProxies);
  const begun = (incoming: IncomingMessage, response: ServerResponse): BegunRequest => ({
    incoming,
    response,
    transaction: correlationId(incoming),
    isFromProxy: () => isTrusted(incoming),
    route: () => routeOf(incoming),
    brought: () => broughtBy(incoming),
  });
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
    within === undefined ? front : (incoming, response) => within(begun(incoming, response), () => front(incoming, response)),
  );
  // A connection that is kept would be cut with the server, and a request that comes on it at that moment would be lost.
  server.prependListener('request', (_request, response) => {
    if (deps.draining?.aborted === true) response.shouldKeepAlive = false;
  });
  rememberEndpoints(server, app);
  return server;
}

type Front = ReturnType<typeof createFront>;

function frontOf(deps: HttpDeps, app: Express, metrics: RequestMetrics): Front {
  return createFront(deps, sessionCookie(deps.config.publicUrl), metrics, app);
}

/** Two faces, told apart by the host: what is at the other one is answered like what is nowhere. Whatever host is not that of administration is the people's. */
function frontByHost(
  faces: Readonly<Record<FaceName, HttpDeps>>,
  apps: Readonly<Record<FaceName, Express>>,
  metrics: RequestMetrics,
): Front {
  const fronts = {
    people: frontOf(faces.people, apps.people, metrics),
    administration: frontOf(faces.administration, apps.administration, metrics),
  };
  const isAdministration = cameTo(faces.administration.config.publicUrl);
  return (request, response) => {
    const name = isAdministration(request) ? 'administration' : 'people';
    const where = belongsTo(request.url ?? '/');
    if (where !== 'both' && where !== name) request.url = nothingLike(request.url ?? '/');
    return fronts[name](request, response);
  };
}
