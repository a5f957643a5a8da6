import { createPublicKey, type JsonWebKey } from 'node:crypto';

/** Bits of RSA keys that programs may bring where an operator says nothing else, as AM's. */
export const USUAL_LEAST_RSA_BITS = 2_048;

/** What somebody is told whose key has fewer bits than the operator takes. */
export function shortKey(bits: number, least: number): string {
  return `The key has ${bits} bits; ${least} are needed.`;
}

/** Bits of a public RSA key; zeros in front do not make it longer. 0 for what is no such key. */
export function rsaBits(jwk: JsonWebKey): number {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    return 0;
  }
}
