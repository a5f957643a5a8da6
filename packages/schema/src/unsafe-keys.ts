const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Finds the first object key that could reach a prototype, so that a document or a submit with one is refused whole
 * (OWASP ASVS 15.3.6).
 * @param value anything that came out of JSON.parse
 * @returns the path of the key, such as `callbacks.0.__proto__`, or undefined when there is none
 */
export function findUnsafeKey(value: unknown, path = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (UNSAFE.has(key)) return here;
    const found = findUnsafeKey((value as Record<string, unknown>)[key], here);
    if (found !== undefined) return found;
  }
  return undefined;
}
