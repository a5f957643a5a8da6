import { IncomingMessage } from 'node:http';
import { BRIDGE_COOKIE, RESUME_COOKIE, requestCookies } from './cookies.ts';
import { issuerPath } from './issuer.ts';
import type { OAuthRequest } from './oauth-request.ts';

/** What the library sees of a request. */
interface Forwarded {
  readonly method: string;
  /** Path below the issuer, with the query. */
  readonly url: string;
  readonly body: string;
}

/** Where an authorization request goes on. */
export const RESUME = /^\/authorize\/([\w-]{1,64})$/;

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
  const [, uid] = RESUME.exec(url) ?? [];
  const resume = uid !== undefined && requestCookies(protocol === 'https:').began(incoming.headers.cookie, uid) ? uid : undefined;
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
