import { createServer, type Server } from 'node:http';
import { createApp } from './create-app.ts';
import { rememberEndpoints } from './endpoints.ts';
import { correlationId } from './front/correlation-id.ts';
import { createFront } from './front/front.ts';
import type { HttpDeps } from './http-deps.ts';
import { MetricRegistry } from './metrics/metric-registry.ts';
import { RequestMetrics } from './metrics/request-metrics.ts';
import { broughtBy } from './request/brought-by.ts';
import { sessionCookie } from './request/cookies.ts';

/** The server, not listening yet: the front for AM addresses, and the application behind it. */
export function createHttpServer(deps: HttpDeps): Server {
  const registry = deps.metrics ?? new MetricRegistry();
  const metrics = new RequestMetrics(registry);
  const app = createApp(deps, metrics, registry);
  const front = createFront(deps, sessionCookie(deps.config.publicUrl), metrics, app);
  const { within } = deps;
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
    within === undefined
      ? front
      : (incoming, response) =>
          within({ incoming, response, transaction: correlationId(incoming), brought: () => broughtBy(incoming) }, () =>
            front(incoming, response),
          ),
  );
  // A connection that is kept would be cut with the server, and a request that comes on it at that moment would be lost.
  server.prependListener('request', (_request, response) => {
    if (deps.draining?.aborted === true) response.shouldKeepAlive = false;
  });
  rememberEndpoints(server, app);
  return server;
}
