import type { JsonObject } from '@waygate/schema';

const ALIASES = 'aliasList';

/** What people are called elsewhere is added to what is there: a sign-on with one provider must not take the way with another away. */
export function withKeptAliases(attributes: JsonObject, stored: JsonObject): JsonObject {
  const added = attributes[ALIASES];
  const there = stored[ALIASES];
  if (!Array.isArray(added) || !Array.isArray(there)) return attributes;
  return { ...attributes, [ALIASES]: [...new Set([...there, ...added])] };
}
