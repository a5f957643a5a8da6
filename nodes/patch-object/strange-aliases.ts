import type { Vouched } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';

const ALIASES = 'aliasList';

/**
 * Aliases that would be new and that no provider told in this sign-on of who is signing on. With an alias of somebody else, that one could sign on as this person.
 * @param attributes what is to be written, @param stored what is there
 */
export function strangeAliases(attributes: JsonObject, stored: JsonObject, vouched: readonly Vouched[]): readonly unknown[] {
  const [added, there] = [attributes[ALIASES], stored[ALIASES]];
  if (!Array.isArray(added)) return [];
  const known = new Set<unknown>([...(Array.isArray(there) ? there : []), ...vouched.map(({ alias }) => alias)]);
  return added.filter((alias) => !known.has(alias));
}
