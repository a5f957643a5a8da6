import type { OathDevice } from '@waygate/node-kit';
import { toBase64Url, utf8 } from '../base64.ts';
import { toBase32 } from './base32.ts';
import { fromHex } from './hex.ts';
import { labelPart } from './label-part.ts';

/** What an app needs to show codes. */
export interface OathUriFacts {
  readonly device: OathDevice;
  readonly account: string;
  /** Opaque ASCII id. */
  readonly userId: string;
  /** Hex without #. */
  readonly backgroundColor: string;
  readonly imageUrl: string;
}

/**
 * Writes the link that an app scans: `otpauth://totp|hotp/<issuer>:<account>?secret=…`. The issuer stands in the label and as a parameter, because apps of others
 * read the second; the secret has no padding, which every app takes.
 */
export function makeOathUri({ device, account, userId, backgroundColor, imageUrl }: OathUriFacts): string {
  const issuer = labelPart(device.issuer) || 'Waygate';
  const members: readonly (readonly [string, string])[] = [
    ...oathMembers(device),
    ['issuer', encodeURIComponent(issuer)],
    ['b', backgroundColor.replace(/^#/, '')],
    ...imageMember(imageUrl),
    ['uid', toBase64Url(utf8(userId))],
    ['oid', toBase64Url(utf8(device.uuid))],
  ];
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(labelPart(account) || 'Untitled')}`;
  return `otpauth://${device.algorithm.toLowerCase()}/${label}?${members.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/** The members that say how codes are made. */
export function oathMembers(device: OathDevice): readonly (readonly [string, string])[] {
  const isTotp = device.algorithm === 'TOTP';
  return [
    ['secret', toBase32(fromHex(device.sharedSecret) ?? new Uint8Array())],
    isTotp ? ['period', String(device.period)] : ['counter', String(device.counter)],
    ['digits', String(device.digits)],
    ...(isTotp && device.hash !== 'HMAC_SHA1' ? ([['algorithm', device.hash.replace('HMAC_', '')]] as const) : []),
  ];
}

/** Some apps decode the link before they cut it at ampersands, so an address with one is left out. */
export function imageMember(url: string): readonly (readonly [string, string])[] {
  return url === '' || url.includes('&') ? [] : [['image', encodeURIComponent(url)]];
}
