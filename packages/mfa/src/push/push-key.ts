const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;

/** The secret that one phone and the server share, as a key that cannot be read back. @param secret 32 bytes */
export function importPushKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, HMAC, false, ['sign', 'verify']);
}

/** HMAC-SHA256. */
export async function hmac(key: CryptoKey, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}

/** Checks an HMAC-SHA256 in constant time. */
export function hmacMatches(key: CryptoKey, mac: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<boolean> {
  return crypto.subtle.verify('HMAC', key, mac, message);
}
