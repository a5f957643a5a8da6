import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { addressList } from '../request/address-list.ts';
import { clientIpReader, forwardedByStranger } from '../request/client-ip.ts';

/** Who may read the metrics. */
export interface MetricsAccess {
  /** Addresses or CIDR ranges. */
  readonly from: readonly string[];
  /** Bearer token with which they may be read from anywhere. */
  readonly token?: string;
}

/**
 * Makes the function that tells whether a request may read the metrics: by the token, or by its address. What a proxy forwarded that nobody named comes from who knows
 * where, though it seems to come from beside the server.
 */
export function mayReadMetrics({ from, token }: MetricsAccess, trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  const isListed = addressList(from);
  const clientIp = clientIpReader(trustedProxies);
  const isStrange = forwardedByStranger(trustedProxies);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = token === undefined ? undefined : digest(`Bearer ${token}`);
  return (request) => {
    if (wanted !== undefined && timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) return true;
    if (isStrange(request)) return false;
    const address = clientIp(request);
    return address !== undefined && isListed(address);
  };
}
