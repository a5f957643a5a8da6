import type { IncomingMessage, ServerResponse } from 'node:http';

const METHODS = 'GET, POST, PUT, DELETE, OPTIONS';
const HEADERS =
  'accept-api-version, content-type, x-requested-with, x-requested-platform, authorization, x-openam-username, x-openam-password, x-tree, x-txid, x-forgerock-transactionid, x-waygate-token, accept-language';

/**
 * Lets configured origins call with credentials; any other origin gets no header and so no access.
 * @returns true when the request was a preflight and is answered
 */
export function applyCors(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  const preflight = request.method === 'OPTIONS';
  if (origin === undefined && !preflight) return false;
  response.setHeader('Vary', 'Origin');
  if (origin !== undefined && origins.includes(origin)) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader(
      'Access-Control-Expose-Headers',
      'www-authenticate, location, retry-after, x-forgerock-transactionid, x-waygate-trace',
    );
    if (preflight) {
      response.setHeader('Access-Control-Allow-Methods', METHODS);
      response.setHeader('Access-Control-Allow-Headers', HEADERS);
      response.setHeader('Access-Control-Max-Age', '600');
    }
  }
  if (preflight) {
    response.writeHead(204);
    response.end();
  }
  return preflight;
}
