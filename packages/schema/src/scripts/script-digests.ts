/** Hash algorithms that scripts can call, as AM's can. */
export const SCRIPT_DIGESTS = ['SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5'] as const;
export type ScriptDigest = (typeof SCRIPT_DIGESTS)[number];

/** Those of them that are broken: two texts with the same hash can be made. An operator may keep scripts from them. */
export const BROKEN_DIGESTS: readonly ScriptDigest[] = ['SHA-1', 'MD5'];
