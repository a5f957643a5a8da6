import type { BoundDevice, OathDevice, PushDevice, WebAuthnDevice } from '@waygate/node-kit';
import { jsonObject } from '@waygate/schema';
import { z } from 'zod';

const facts = z.object({ uuid: z.string(), deviceName: z.string(), createdDate: z.number(), lastAccessDate: z.number() });

export const phoneSeen = z.object({
  address: z.string().exactOptional(),
  system: z.string().exactOptional(),
  version: z.string().exactOptional(),
});

export const pushDevice: z.ZodType<PushDevice> = facts.extend({
  issuer: z.string(),
  sharedSecret: z.string(),
  deviceMechanismUID: z.string(),
  deviceId: z.string(),
  deviceType: z.string(),
  communicationType: z.string(),
  communicationId: z.string(),
  capabilities: z.array(z.string()),
  seen: phoneSeen.extend({ at: z.number() }).exactOptional(),
});

export const oathDevice: z.ZodType<OathDevice> = facts.extend({
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

export const webAuthnDevice: z.ZodType<WebAuthnDevice> = facts.extend({
  credentialId: z.string(),
  publicKey: z.string(),
  algorithm: z.number(),
  signCount: z.number(),
  transports: z.array(z.string()),
  aaguid: z.string(),
  backupEligible: z.boolean(),
  backedUp: z.boolean(),
  userVerified: z.boolean(),
  discoverable: z.boolean().exactOptional(),
  lastUse: z.string().exactOptional(),
});

export const boundDevice: z.ZodType<BoundDevice> = facts.extend({
  deviceId: z.string(),
  kid: z.string(),
  key: jsonObject,
  authenticationType: z.string(),
  platform: z.string(),
  signedAt: z.number().exactOptional(),
});
