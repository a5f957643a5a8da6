import type { Vouched } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';

/** The server that vouches for somebody with these attributes: it said in this run that it knows them by one of their aliases. */
export function voucherFor(attributes: JsonObject, vouched: readonly Vouched[]): Vouched | undefined {
  const aliases = attributes['aliasList'];
  return Array.isArray(aliases) ? vouched.findLast(({ alias }) => aliases.includes(alias)) : undefined;
}
