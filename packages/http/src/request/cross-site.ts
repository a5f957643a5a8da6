import type { IncomingHttpHeaders } from 'node:http';
import { WaygateError } from '@waygate/schema';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Makes the function that refuses what a page of another site has a browser send, unless its origin is listed: also what needs no cookie, such as a sign-on that somebody
 * else began, which would sign a browser on as them. Programs and phones send no such headers, so they are not concerned.
 * @param publicUrl of this server, whose own pages may
 * @param origins that may call
 * @throws WaygateError `request.forged` (forbidden)
 */
export function crossSiteGuard(
  publicUrl: string,
  origins: readonly string[],
): (request: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders }) => void {
  const own = new URL(publicUrl).origin;
  return ({ method = 'GET', headers }) => {
    const { origin } = headers;
    if (SAFE.has(method) || (origin !== undefined && (origin === own || origins.includes(origin)))) return;
    const site = headers['sec-fetch-site'];
    // Browsers send the first of the two to what they trust, https and this machine, and the second with everything that changes something.
    const isForeign =
      site === undefined ? origin !== undefined && !isSameHost(origin, headers.host) : site !== 'same-origin' && site !== 'none';
    if (isForeign)
      throw new WaygateError(
        'forbidden',
        'request.forged',
        'A page of another site sent this. List its origin in WAYGATE_CORS_ORIGINS if it may.',
      );
  };
}

/** Pages that are read under another name of the server than its public one send to the name that they were read under. */
function isSameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
}
