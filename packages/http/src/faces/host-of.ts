import type { IncomingMessage } from 'node:http';

/**
 * Makes the function that tells whether a request came to the host of an address. What is asked is the Host header, which proxies hand on: where they name a host in other
 * headers, too, a client may have written it.
 * @param url an origin
 */
export function cameTo(url: string): (request: IncomingMessage) => boolean {
  const { protocol, host, port } = new URL(url);
  const written = port === '' ? `${host}:${protocol === 'https:' ? 443 : 80}` : host;
  return ({ headers }) => {
    const asked = headers.host?.toLowerCase();
    return asked === host || asked === written;
  };
}
