import { IncomingMessage } from 'node:http';
import { BRIDGE_COOKIE, RESUME_COOKIE } from './cookies.ts';
import { issuerPath } from './issuer.ts';
import type { OAuthRequest } from './oauth-request.ts';

/** What the library sees of a request. */
interface Forwarded {
  readonly method: string;
  /** Path below the issuer, with the query. */
  readonly url: string;
  readonly body: string;
}

/**
 * The request as the library gets it: at the address that this server is configured with, without cookies but the two that are its business. Cross-origin calls are
 * answered before, so it sees no origin either.
 */
export function forwardedRequest(
  { incoming, realm, signedOn }: OAuthRequest,
  publicUrl: string,
  { method, url, body }: Forwarded,
): IncomingMessage {
  const request = new IncomingMessage(incoming.socket);
  const { protocol, host } = new URL(publicUrl);
  const { origin: _, cookie: _cookie, 'transfer-encoding': _encoding, 'content-length': _length, ...headers } = incoming.headers;
  const resume = cookieOf(incoming.headers.cookie, RESUME_COOKIE);
  const cookies = [
    ...(resume === undefined ? [] : [`${RESUME_COOKIE}=${resume}`]),
    ...(signedOn === undefined ? [] : [`${BRIDGE_COOKIE}=${signedOn.session.id}`]),
  ];
  request.method = method;
  request.url = url;
  request.httpVersion = incoming.httpVersion;
  request.httpVersionMajor = incoming.httpVersionMajor;
  request.httpVersionMinor = incoming.httpVersionMinor;
  request.headers = {
    ...headers,
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  if (body !== '') request.push(body);
  request.push(null);
  request.complete = true;
  // By this the library knows where it is mounted.
  return Object.assign(request, { originalUrl: issuerPath(realm) + url });
}

/** Value of a cookie; the first of its name. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
