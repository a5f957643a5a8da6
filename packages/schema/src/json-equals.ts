import type { Json } from './json.ts';

/** Whether two values say the same: the order of the members of an object does not count, that of a list does. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, index) => jsonEquals(one, b[index] ?? null));
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && jsonEquals(a[name] ?? null, b[name] ?? null))
  );
}
