const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** Deeper than any journey, step or setting is nested. What is nested deeper is only there to exhaust whoever walks it. */
const DEEPEST = 64;

/**
 * Finds the first object key that could reach a prototype, or that leads deeper than anything sensible, so that a document or a submit with one is refused
 * whole (OWASP ASVS 15.3.6).
 * @param value anything that came out of JSON.parse
 * @returns the path of the key, such as `callbacks.0.__proto__`, or undefined when there is none
 */
export function findUnsafeKey(value: unknown): string | undefined {
  const path = find(value, 0);
  return path === undefined || path.length < DEEPEST ? path?.join('.') : `${path.slice(0, 3).join('.')}… (nested deeper than ${DEEPEST})`;
}

/** Builds the path only when there is something to tell: this runs for every request. */
function find(value: unknown, depth: number): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    if (UNSAFE.has(key) || depth >= DEEPEST) return [key];
    const found = find((value as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) {
      found.unshift(key);
      return found;
    }
  }
  return undefined;
}
