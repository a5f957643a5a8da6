import type { RequestFacts } from './node-context.ts';

/** Value of a cookie that the client brought (RFC 6265); the first one of the name. */
export function requestCookie(request: Pick<RequestFacts, 'header'>, name: string): string | undefined {
  for (const pair of request.header('cookie').flatMap((header) => header.split(';'))) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
