import type { FieldPath, Json, JsonObject } from '@waygate/schema';

/** The object with a value at a path; what is in the way and is no object gives way. */
export function withValueAt(object: Json, [first, ...rest]: FieldPath, value: Json): JsonObject {
  const members = typeof object === 'object' && object !== null && !Array.isArray(object) ? object : {};
  if (first === undefined) return members;
  const inner = Object.hasOwn(members, first) ? (members[first] ?? {}) : {};
  return { ...members, [first]: rest.length === 0 ? value : withValueAt(inner, rest, value) };
}
