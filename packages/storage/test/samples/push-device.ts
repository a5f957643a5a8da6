import type { PushDevice } from '@waygate/node-kit';
import type { DeviceRecord } from '../../src/index.ts';

export const pushDevice = (uuid: string, createdDate = 1): DeviceRecord<PushDevice> => ({
  device: {
    uuid,
    deviceName: 'Pixel',
    createdDate,
    lastAccessDate: 1,
    issuer: 'Ping',
    sharedSecret: 'c2hhcmVkLXNlY3JldC1vZi10aGUtcGhvbmU=',
    deviceMechanismUID: `m-${uuid}`,
    deviceId: 'token',
    deviceType: 'android',
    communicationType: 'gcm',
    communicationId: 'arn',
    capabilities: ['code-entry'],
  },
  recoveryCodes: ['{SCRYPT2}a', '{SCRYPT2}b'],
  refreshes: [{ hash: 'r', at: 1 }],
});
