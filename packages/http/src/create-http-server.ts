import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createApp } from './create-app.ts';
import { rememberEndpoints } from './endpoints.ts';
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
  const app = createApp(deps, metrics, registry);
  const front = createFront(deps, sessionCookie(deps.config.publicUrl), metrics, app);
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
