import type { OathDevice } from '@waygate/node-kit';

/** Makes a secret a key that makes codes and cannot be read back. */
export function importOathKey(secret: Uint8Array<ArrayBuffer>, hash: OathDevice['hash']): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: hash.replace('HMAC_SHA', 'SHA-') }, false, ['sign']);
}

/** The code of a counter or a step (RFC 4226, section 5.3). */
export async function oathCodeOf(key: CryptoKey, digits: number, counter: number): Promise<string> {
  const moving = new DataView(new ArrayBuffer(8));
  moving.setBigUint64(0, BigInt(counter));
  const digest = new DataView(await crypto.subtle.sign('HMAC', key, moving));
  const offset = digest.getUint8(digest.byteLength - 1) & 0xf;
  return String((digest.getUint32(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}
