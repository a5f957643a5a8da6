/**
 * Finds what would not come back as it was after being stored as JSON: a map, a date, a function, a number that JSON does not have, a member that is undefined.
 * @param path what the value is called in the answer
 * @returns the path, or undefined when all of it can be stored
 */
export function findUnserialisable(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnserialisable(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
