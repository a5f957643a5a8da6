import type { BegunRequest } from '@waygate/http';
import type { Tracing } from '@waygate/tracing';

/** Methods that are told; what else a client calls one is its own invention. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Serves a request in a span, which is of the caller's trace when a trusted proxy has passed it on. Says the template of the address and never the address. */
export function serveInSpan(tracing: Tracing, request: BegunRequest, serve: () => void): void {
  const { incoming, response } = request;
  const method = METHODS.has(incoming.method ?? '') ? (incoming.method ?? '') : '_OTHER';
  const { traceparent, tracestate } = incoming.headers;
  const isCalled = request.isFromProxy() && typeof traceparent === 'string';
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
