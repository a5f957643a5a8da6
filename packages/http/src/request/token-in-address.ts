import { WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';

/**
 * A token of a session that a parameter of the address names. Addresses end up in logs of proxies and histories of browsers, so an operator must have allowed it.
 * @throws WaygateError `request.token_in_address` (input) where they have not
 */
export function tokenInAddress(query: URLSearchParams, name: string, { config }: Pick<HttpDeps, 'config'>): string | undefined {
  const token = query.get(name) ?? undefined;
  if (token === undefined || config.tokensInAddresses === true) return token;
  throw new WaygateError(
    'input',
    'request.token_in_address',
    `A token must not stand in an address (${name}). Send it by the cookie, by the header of the cookie’s name or as tokenId in the body; an operator can allow it for old clients (WAYGATE_TOKENS_IN_ADDRESSES).`,
  );
}
