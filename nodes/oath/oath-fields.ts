import type { OathDeviceWish } from '@waygate/mfa';
import { flagField } from '@waygate/node-kit';
import { z } from 'zod';

export const oathAlgorithm = z
  .enum(['TOTP', 'HOTP'])
  .default('TOTP')
  .meta({
    title: 'OATH algorithm',
    help: 'Whether codes come of the time or of a counter.',
    options: { TOTP: 'Time (TOTP)', HOTP: 'Counter (HOTP)' },
  });
export const totpTimeInterval = z
  .int()
  .min(5)
  .max(300)
  .default(30)
  .meta({ title: 'TOTP time step interval', help: 'How long the app shows a code.', unit: 'seconds' });
export const totpHashAlgorithm = z
  .enum(['HMAC_SHA1', 'HMAC_SHA256', 'HMAC_SHA512'])
  .default('HMAC_SHA1')
  .meta({
    title: 'TOTP hash algorithm',
    help: 'Many apps know SHA-1 only, and show wrong codes without a word when it is another.',
    options: { HMAC_SHA1: 'SHA-1', HMAC_SHA256: 'SHA-256', HMAC_SHA512: 'SHA-512' },
  });

/** How the codes of a new device are made. */
export const oathFields = {
  passwordLength: z
    .enum(['SIX_DIGITS', 'EIGHT_DIGITS'])
    .default('SIX_DIGITS')
    .meta({
      title: 'One-time password length',
      help: 'How many digits a code has.',
      options: { SIX_DIGITS: '6 digits', EIGHT_DIGITS: '8 digits' },
    }),
  minSharedSecretLength: z.int().min(32).max(128).default(32).meta({
    title: 'Minimum secret key length',
    help: 'In hexadecimal digits. Secrets have 40, which are 20 bytes, at least, whatever stands here.',
  }),
  algorithm: oathAlgorithm,
  totpTimeInterval,
  totpHashAlgorithm,
  addChecksum: flagField('HOTP checksum digit', 'Adds a digit that tells slips of the finger. No app can be told of it by a QR code.'),
};

interface OathConfig {
  readonly issuer: string;
  readonly passwordLength: 'SIX_DIGITS' | 'EIGHT_DIGITS';
  readonly minSharedSecretLength: number;
  readonly algorithm: 'TOTP' | 'HOTP';
  readonly totpTimeInterval: number;
  readonly totpHashAlgorithm: 'HMAC_SHA1' | 'HMAC_SHA256' | 'HMAC_SHA512';
  readonly addChecksum: boolean;
  readonly truncationOffset?: number | undefined;
}

/** The device that a configuration asks for. HOTP knows SHA-1 only (RFC 4226). */
export function oathWish(config: OathConfig): OathDeviceWish {
  const isHotp = config.algorithm === 'HOTP';
  return {
    issuer: config.issuer,
    algorithm: config.algorithm,
    digits: config.passwordLength === 'SIX_DIGITS' ? 6 : 8,
    hash: isHotp ? 'HMAC_SHA1' : config.totpHashAlgorithm,
    period: config.totpTimeInterval,
    checksumDigit: isHotp && config.addChecksum,
    truncationOffset: isHotp ? (config.truncationOffset ?? -1) : -1,
    minSharedSecretLength: config.minSharedSecretLength,
  };
}
