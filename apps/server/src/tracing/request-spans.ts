import type { BegunRequest } from '@waygate/http';
import type { Tracing } from '@waygate/tracing';

/** Methods that are told; what else a client calls one is its own invention. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Serves a request in a span. Says the template of the address and never the address.
 * @param believesProxies whether it is of the trace that a trusted proxy says; proxies as they are shipped hand on what any client said
 */
export function serveInSpan(tracing: Tracing, request: BegunRequest, believesProxies: boolean, serve: () => void): void {
  const { incoming, response } = request;
  const method = METHODS.has(incoming.method ?? '') ? (incoming.method ?? '') : '_OTHER';
  const { traceparent, tracestate } = incoming.headers;
  const isCalled = believesProxies && request.isFromProxy() && typeof traceparent === 'string';
  const caller = isCalled ? { traceparent, ...(typeof tracestate === 'string' ? { tracestate } : {}) } : undefined;
  const span = tracing.receive(method, caller);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    const route = request.route();
    span.rename(`${method} ${route}`);
    const isBrokenOff = !response.writableFinished;
    span.add({
      'http.request.method': method,
      'http.route': route,
      ...(isBrokenOff ? {} : { 'http.response.status_code': response.statusCode }),
    });
    span.end(isBrokenOff ? 'broken_off' : response.statusCode >= 500 ? String(response.statusCode) : undefined);
  };
  response.once('finish', end).once('close', end);
  span.run(serve);
}
