import { stateKey } from '@waygate/node-kit';
import { z } from 'zod';

/** A device that is to be kept later, and whose it is (AM, whose form is another). It holds the secret, so it is transient and sealed over a page. */
export const pendingOathDevice = stateKey(
  'oathDeviceProfile',
  z.object({
    userId: z.string(),
    device: z.object({
      uuid: z.string(),
      deviceName: z.string(),
      createdDate: z.number(),
      lastAccessDate: z.number(),
      issuer: z.string(),
      sharedSecret: z.string(),
      algorithm: z.enum(['TOTP', 'HOTP']),
      digits: z.literal([6, 8]),
      hash: z.enum(['HMAC_SHA1', 'HMAC_SHA256', 'HMAC_SHA512']),
      period: z.number(),
      counter: z.number(),
      lastLogin: z.number(),
      clockDriftSeconds: z.number(),
      checksumDigit: z.boolean(),
      truncationOffset: z.number(),
    }),
  }),
);

/** Whether the device that is kept later gets recovery codes (AM). */
export const oathEnableRecoveryCode = stateKey('oathEnableRecoveryCode', z.boolean());
