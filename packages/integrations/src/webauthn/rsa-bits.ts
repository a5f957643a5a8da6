/**
 * Bits of an RSA key, whatever zeros stand in front of its modulus.
 * @param modulus big-endian
 */
export function rsaBits(modulus: Uint8Array): number {
  const first = modulus.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24;
}
