import type { Json } from '@waygate/schema';

/** Names under which secrets like to hide. */
const NAME = /^(password|passwd|secret|sharedSecret|recoveryCodes|privateKey|token)$/i;

/**
 * Finds what must not stand where everybody can see it: a value under a telling name, 32 bytes in base64, a registration link.
 * @returns the path, or undefined
 */
export function findSecret(value: Json | Readonly<Record<string, Json>>, path = ''): string | undefined {
  if (typeof value === 'string') return /^[A-Za-z0-9+/_-]{43}=?$/.test(value) || value.includes('pushauth://') ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (NAME.test(key) && inner !== null && inner !== undefined && inner !== '') return here;
    const found = findSecret(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}
