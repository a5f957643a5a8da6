/** What every sealed secret of a configuration begins with; the number is that of the form. */
export const SEALED_PREFIX = 'sealed:1:';

/** Whether a value is a secret as this server keeps it: sealed with the key of an installation, a compact JWE behind a prefix. Whether it opens is not said. */
export function isSealedSecret(value: unknown): value is string {
  return typeof value === 'string' && /^sealed:1:[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/.test(value);
}
