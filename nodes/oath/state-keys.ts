import { stateKey } from '@waygate/node-kit';
import { z } from 'zod';

/** An app with its secret. */
export const oathDevice = z.object({
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
});

/** An app that is shown, and whose it is to become: for scratch of nodes, which is sealed. */
export const shownOathDevice = z.object({ userId: z.string(), device: oathDevice });

/** An app that is to be kept later (AM, whose form is another). All that counts is sealed, its secret too: state can be read and written by whoever draws the journey. */
export const pendingOathDevice = stateKey('oathDeviceProfile', z.looseObject({ sealed: z.string().exactOptional() }));

/** Whether the device that is kept later gets recovery codes (AM). */
export const oathEnableRecoveryCode = stateKey('oathEnableRecoveryCode', z.boolean());
