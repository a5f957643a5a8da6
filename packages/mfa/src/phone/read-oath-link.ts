import type { OathDevice } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { fromBase64, fromUtf8 } from '../base64.ts';
import { fromBase32 } from '../oath/base32.ts';

/** What a link says of one-time passwords. `secret` must not be kept as bytes: import it as a key and forget it. */
export interface OathLink extends Pick<OathDevice, 'algorithm' | 'digits' | 'hash' | 'period' | 'counter'> {
  readonly issuer: string;
  readonly account: string;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Hex without #, or undefined. */
  readonly backgroundColor: string | undefined;
  /** The push half of a combined link. */
  readonly pushLink: string | undefined;
  /** Whether the link has rules that the app must enforce. */
  readonly hasPolicies: boolean;
}

const HASHES = { SHA1: 'HMAC_SHA1', SHA256: 'HMAC_SHA256', SHA512: 'HMAC_SHA512' } as const;

/**
 * Reads an `otpauth://` or `mfauth://` link, tolerant as public apps are.
 * @returns undefined when the link is of another kind
 * @throws WaygateError `phone.oath_link` (input) when it is one and cannot be used
 */
export function readOathLink(text: string): OathLink | undefined {
  const match = /^(otpauth|mfauth):\/\/(totp|hotp)\/([^?]*)\?(.+)$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, scheme = '', kind = '', label = '', query = ''] = match;
  const members = new URLSearchParams(query);
  const [labelIssuer = '', ...rest] = decoded(label).split(':');
  const isCombined = scheme.toLowerCase() === 'mfauth';
  const issuer = members.get('issuer') ?? '';
  const bytes = isCombined ? fromBase64(issuer) : undefined;
  const secret = fromBase32(members.get('secret') ?? '');
  const digits = Number(members.get('digits') ?? 6);
  const period = Number(members.get('period') ?? 30);
  const counter = Number(members.get('counter') ?? 0);
  const name = (members.get('algorithm') ?? 'SHA1').toUpperCase();
  const hash = Object.entries(HASHES).find(([known]) => known === name)?.[1];
  const isWhole = Number.isSafeInteger(period) && period > 0 && Number.isSafeInteger(counter) && counter >= 0;
  if (secret === undefined || hash === undefined || !isWhole || (digits !== 6 && digits !== 8)) {
    throw new WaygateError('input', 'phone.oath_link', 'The link does not say how codes are made.');
  }
  return {
    algorithm: kind.toLowerCase() === 'totp' ? 'TOTP' : 'HOTP',
    digits,
    hash,
    period,
    counter,
    secret,
    issuer: (bytes === undefined ? (isCombined ? '' : issuer) : fromUtf8(bytes)) || labelIssuer || 'Unknown',
    account: rest.join(':') || labelIssuer || 'Untitled',
    backgroundColor: /^[0-9a-fA-F]{6}$/.exec(members.get('b') ?? '')?.[0],
    pushLink: isCombined ? `pushauth://push/${label}?${query}` : undefined,
    hasPolicies: members.has('policies'),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new WaygateError('input', 'phone.oath_link', 'The link does not say how codes are made.', { cause });
  }
}
