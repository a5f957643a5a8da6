import type { BoundDevice, OathDevice, WebAuthnDevice } from '@waygate/node-kit';

const facts = (uuid: string) => ({ uuid, deviceName: 'Device', createdDate: 1, lastAccessDate: 2 });

export const oathDevice = (uuid: string): OathDevice => ({
  ...facts(uuid),
  issuer: 'Example',
  sharedSecret: 'ab'.repeat(20),
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA256',
  period: 30,
  counter: 0,
  lastLogin: 1_790_000_010,
  clockDriftSeconds: -30,
  checksumDigit: false,
  truncationOffset: -1,
});

export const webAuthnDevice = (uuid: string): WebAuthnDevice => ({
  ...facts(uuid),
  credentialId: 'Y3JlZGVudGlhbA',
  publicKey: 'cHVibGlj',
  algorithm: -7,
  signCount: 3,
  transports: ['internal'],
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backedUp: false,
  userVerified: true,
  discoverable: true,
});

export const boundDevice = (uuid: string): BoundDevice => ({
  ...facts(uuid),
  deviceId: 'phone',
  kid: 'key-1',
  key: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  authenticationType: 'BIOMETRIC_ONLY',
  platform: 'android',
});
