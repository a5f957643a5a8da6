import type { OathDevice } from '@waygate/node-kit';
import { type OTPFunctionalOptions, verifySync } from 'otplib';
import { fromHex } from './hex.ts';

/** What decides which code a counter has. */
export type OathParameters = Pick<OathDevice, 'algorithm' | 'digits' | 'hash' | 'checksumDigit' | 'truncationOffset'>;

/** Makes the secret of a device ready for comparing codes with it. @throws Error for a secret that no standard allows (shorter than 16 bytes or longer than 64) */
export function oathMatcher(secretHex: string, parameters: OathParameters): (counter: number, code: string) => boolean {
  const secret = fromHex(secretHex) ?? new Uint8Array();
  const hooks = hooksOf(parameters);
  const algorithm = HASH[parameters.hash];
  return (counter, code) =>
    verifySync({ strategy: 'hotp', secret, counter, token: code, algorithm, digits: parameters.digits, hooks }).valid;
}

/** How many digits a person types. */
export function codeLength({ algorithm, digits, checksumDigit }: OathParameters): number {
  return algorithm === 'HOTP' && checksumDigit ? digits + 1 : digits;
}

const HASH = { HMAC_SHA1: 'sha1', HMAC_SHA256: 'sha256', HMAC_SHA512: 'sha512' } as const;
/** Weights of two neighbouring digits in the checksum of RFC 4226, appendix C. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9] as const;

/** The two things of RFC 4226's reference implementation that few use: a checksum digit, and truncation at a fixed place. */
function hooksOf({ algorithm, checksumDigit, truncationOffset }: OathParameters): NonNullable<OTPFunctionalOptions['hooks']> {
  if (algorithm === 'TOTP') return {};
  return {
    ...(checksumDigit ? { encodeToken: withChecksum, validateToken: () => undefined } : {}),
    ...(truncationOffset < 0 ? {} : { truncateDigest: (digest) => truncatedAt(digest, truncationOffset) }),
  };
}

function withChecksum(value: number, digits: number): string {
  const code = String(value % 10 ** digits).padStart(digits, '0');
  const sum = [...code].reduceRight((total, digit, index) => {
    const fromRight = digits - 1 - index;
    return total + (fromRight % 2 === 0 ? (DOUBLED[Number(digit)] ?? 0) : Number(digit));
  }, 0);
  return `${code}${(10 - (sum % 10)) % 10}`;
}

/** An offset at which no four bytes are left is none (RFC 4226, appendix C). */
function truncatedAt(digest: Uint8Array, wanted: number): number {
  const dynamic = (digest.at(-1) ?? 0) & 0xf;
  const offset = wanted < digest.length - 4 ? wanted : dynamic;
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getUint32(offset) & 0x7fff_ffff;
}
