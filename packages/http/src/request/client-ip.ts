import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { addressList } from './address-list.ts';

/**
 * Makes the function that tells a client's address. Forwarding headers are believed only as far back as every hop is a listed proxy; a value that is no
 * address ends the chain there and is never an error.
 * @param trusted addresses or CIDR ranges
 */
export function clientIpReader(trusted: readonly string[]): (request: IncomingMessage) => string | undefined {
  const isTrusted = addressList(trusted);
  return (request) => {
    let client = plain(request.socket.remoteAddress);
    if (client === undefined || trusted.length === 0 || !isTrusted(client)) return client;
    const hops = String(request.headers['x-forwarded-for'] ?? request.headers['x-real-ip'] ?? '')
      .split(',')
      .map((hop) => plain(hop.trim()));
    for (const hop of hops.reverse()) {
      if (hop === undefined) return client;
      client = hop;
      if (!isTrusted(hop)) return client;
    }
    return client;
  };
}

/** Makes the function that tells whether a request comes from a listed proxy, whose word on whom it asks for counts. @param trusted addresses or CIDR ranges */
export function trustedPeer(trusted: readonly string[]): (request: IncomingMessage) => boolean {
  const isTrusted = addressList(trusted);
  return ({ socket }) => {
    const peer = plain(socket.remoteAddress);
    return peer !== undefined && isTrusted(peer);
  };
}

const FORWARDED = ['x-forwarded-for', 'x-real-ip', 'forwarded'];

/**
 * Makes the function that tells whether a request was forwarded by a proxy that nobody named: then it comes from who knows where, though it seems to come from beside
 * the server. @param trusted addresses or CIDR ranges
 */
export function forwardedByStranger(trusted: readonly string[]): (request: IncomingMessage) => boolean {
  const isTrusted = trustedPeer(trusted);
  return (request) => FORWARDED.some((name) => request.headers[name] !== undefined) && !isTrusted(request);
}

function plain(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const unwrapped = address.startsWith('::ffff:') ? address.slice(7) : address;
  return isIP(unwrapped) === 0 ? undefined : unwrapped;
}
