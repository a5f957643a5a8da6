import type { BoundDevice, DeviceFacts, DeviceKind, OathDevice, PushDevice, WebAuthnDevice } from '@waygate/node-kit';
import type { DeviceRecord, Stores } from '@waygate/storage';
import { NOW } from './fixture.ts';

const facts = (kind: string): DeviceFacts => ({
  uuid: `${kind}-1`,
  deviceName: `My ${kind}`,
  createdDate: NOW - 1_000,
  lastAccessDate: NOW,
});

export const phone: PushDevice = {
  ...facts('push'),
  issuer: 'Waygate',
  sharedSecret: 'c2VjcmV0LW9mLXRoZS1kZXZpY2U=',
  deviceMechanismUID: 'mechanism-1',
  deviceId: 'push-token',
  deviceType: 'android',
  communicationType: 'gcm',
  communicationId: 'arn:endpoint',
  capabilities: [],
};

export const app: OathDevice = {
  ...facts('oath'),
  issuer: 'Waygate',
  sharedSecret: '736563726574206f6620746865206170',
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA1',
  period: 30,
  counter: 0,
  lastLogin: 1_789_999_980,
  clockDriftSeconds: 0,
  checksumDigit: false,
  truncationOffset: -1,
};

export const passkey: WebAuthnDevice = {
  ...facts('webauthn'),
  credentialId: 'AbC_credential',
  publicKey: 'cHVibGlja2V5LW9mLXRoZS1wYXNza2V5',
  algorithm: -7,
  signCount: 3,
  transports: ['internal'],
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backedUp: true,
  userVerified: true,
};

export const bound: BoundDevice = {
  ...facts('binding'),
  deviceId: '90be',
  kid: 'key-of-the-app',
  key: { kty: 'RSA', use: 'sig', alg: 'RS512', n: 'xyz', e: 'AQAB' },
  authenticationType: 'BIOMETRIC_ONLY',
  platform: 'android',
};

/** What no answer may hold. */
export const SECRETS = [phone.sharedSecret, app.sharedSecret, 'hash-of-a-code', 'push-token', 'mechanism-1', 'arn:', '1789999980'];

/** Gives a person one device of each kind that is named. */
export async function addDevices(
  stores: Stores,
  kinds: readonly DeviceKind[],
  realm = '/alpha',
  userId = 'id-demo',
  createdDate = NOW - 1_000,
): Promise<void> {
  const record = <D extends DeviceFacts>(device: D): DeviceRecord<D> => ({
    device: { ...device, createdDate },
    recoveryCodes: ['hash-of-a-code'],
    refreshes: [],
  });
  if (kinds.includes('push')) await stores.devices.push.put(realm, userId, record(phone));
  if (kinds.includes('oath')) await stores.devices.oath.put(realm, userId, record(app));
  if (kinds.includes('webauthn')) await stores.devices.webauthn.put(realm, userId, record(passkey));
  if (kinds.includes('binding')) await stores.devices.binding.put(realm, userId, record(bound));
}

/** An app for codes in an outage, of the demo user. */
export async function addOfflineCode(stores: Stores): Promise<void> {
  const device = { ...app, uuid: 'offline-1', deviceName: 'Red phone' };
  await stores.offlineCodes.update('/alpha', 'id-demo', (record) => ({ ...record, app: { device, backupCodeHash: '{SCRYPT2}hash' } }));
}
