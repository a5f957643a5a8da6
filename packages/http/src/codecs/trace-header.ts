/** Tells a client the short code that its sign-on is called by in traces, beside a body that clients of AM know exactly. Without traces there is none. */
export function traceHeader(sessionId: string, traceCode: ((sessionId: string) => string) | undefined): Record<string, string> {
  return traceCode === undefined ? {} : { 'X-Waygate-Trace': traceCode(sessionId) };
}
