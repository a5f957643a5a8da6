import { utf8 } from '../base64.ts';
import { randomInt } from '../random.ts';
import type { OfflineKey, OfflineKeyPair } from './offline-key.ts';

const INFO = utf8('OMFA/1 manual12');

/** Twelve random digits, which a person types into the phone where no camera can be used. */
export function makeManualDigits(): string {
  return Array.from({ length: 12 }, () => randomInt(10)).join('');
}

/** Two keys that share a secret: one's own, and the other's public half. */
export type ManualSide =
  | { readonly issuer: OfflineKeyPair; readonly device: OfflineKey }
  | { readonly issuer: OfflineKey; readonly device: OfflineKeyPair };

/**
 * The six digits that answer twelve; server and phone come to the same. Nothing here proves to the phone who asks, so it is only for whoever wants it.
 * @param digits twelve; spaces do not count. @returns undefined when they are not twelve
 */
export async function manualCode(side: ManualSide, username: string, digits: string): Promise<string | undefined> {
  const plain = digits.replaceAll(/\s/g, '');
  if (!/^\d{12}$/.test(plain)) return undefined;
  const mac = await crypto.subtle.sign('HMAC', await manualKey(side), utf8(`OMFA/1 otp\0${username}\0${plain}`));
  const bytes = new DataView(mac);
  // The dynamic truncation of RFC 4226.
  const offset = bytes.getUint8(bytes.byteLength - 1) & 15;
  return String((bytes.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function manualKey(side: ManualSide): Promise<CryptoKey> {
  const { issuer, device } = side;
  const [own, other] =
    'privateKey' in issuer
      ? [issuer.privateKey, device.publicKey]
      : ['privateKey' in device ? device.privateKey : undefined, issuer.publicKey];
  if (own === undefined) throw new TypeError('One of the two keys must be whole.');
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const hkdf = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const salt = Uint8Array.from([...issuer.point, ...device.point]);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: INFO },
    hkdf,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  );
}
