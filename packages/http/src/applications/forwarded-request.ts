import type { IncomingMessage } from 'node:http';
import { cookieValue } from '../request/cookies.ts';
import type { GuardedRequest } from './application-face.ts';

/** A request to an application with what the gate's answers hang on. */
export interface ForwardedRequest extends GuardedRequest {
  readonly method: string;
  /** Whether a browser opens a page, so that it can be led elsewhere. */
  readonly navigates: boolean;
  /** Whether whoever asks reads pages. */
  readonly readsPages: boolean;
  /** Whether the application's own pages, or somebody by typing, brought the browser here. */
  readonly isOwn: boolean;
}

/**
 * Reads what a proxy says of a request: its method, scheme, host and address, and the browser's own headers. What is not said is taken from the request itself, as proxies do it that hand a
 * request on as it is.
 * @param below what follows the gate's own path
 * @returns undefined when something is said twice or cannot be
 */
export function forwardedRequest(request: IncomingMessage, realm: string, below: string): ForwardedRequest | undefined {
  const { headers, headersDistinct } = request;
  const said = (name: string): string | undefined | false => {
    const values = headersDistinct[name] ?? [];
    if (values.length > 1 || values[0]?.includes(',') === true)
      return name === 'x-forwarded-uri' && values.length === 1 ? values[0] : false;
    return values[0];
  };
  const [host, proto, uri, method] = [
    said('x-forwarded-host'),
    said('x-forwarded-proto'),
    said('x-forwarded-uri'),
    said('x-forwarded-method'),
  ];
  if (host === false || proto === false || uri === false || method === false) return undefined;
  const origin = originOf(proto ?? 'http', host ?? headers.host ?? '');
  if (origin === undefined) return undefined;
  const verb = (method ?? request.method ?? 'GET').toUpperCase();
  const mode = headers['sec-fetch-mode'];
  const acceptsPages = (headers.accept ?? '').includes('text/html');
  const isNavigation = typeof mode === 'string' ? mode === 'navigate' : acceptsPages;
  const site = headers['sec-fetch-site'];
  return {
    realm,
    origin,
    uri: uri ?? (below === '' ? '/' : below),
    method: verb,
    cookie: (name) => cookieValue(headers.cookie, name),
    navigates: isNavigation && (verb === 'GET' || verb === 'HEAD'),
    readsPages: acceptsPages || isNavigation,
    isOwn: site === undefined ? headers.origin === origin : site === 'same-origin' || site === 'none',
  };
}

/** `scheme://host[:port]` as browsers write it; undefined for what is none. */
function originOf(proto: string, host: string): string | undefined {
  const scheme = proto.toLowerCase().replace(/^ws/, 'http');
  if ((scheme !== 'http' && scheme !== 'https') || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  return URL.parse(`${scheme}://${host}`)?.origin;
}
