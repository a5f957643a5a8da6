import type { PushDeviceDirectory } from '@waygate/mfa';
import type { DeviceStore } from '@waygate/storage';

/** How many refresh messages are remembered for each device. */
const REMEMBERED = 20;

/** The device store as the push service needs it. */
export function createPushDeviceDirectory(store: DeviceStore): PushDeviceDirectory {
  return {
    async find(realm, userId, mechanismUid) {
      const wanted = mechanismUid.toLowerCase();
      const records = await store.push.list(realm, userId);
      return records.find(({ device }) => device.deviceMechanismUID.toLowerCase() === wanted)?.device;
    },
    async moved(realm, userId, uuid, communicationId) {
      await store.push.update(realm, userId, uuid, (record) => ({ ...record, device: { ...record.device, communicationId } }));
    },
    async refresh(realm, userId, uuid, change, messageHash, now) {
      let repeated = false;
      const changed = await store.push.update(realm, userId, uuid, (record) => {
        repeated = record.refreshes.some(({ hash }) => hash === messageHash);
        if (repeated) return undefined;
        const refreshes = [...record.refreshes, { hash: messageHash, at: now }].slice(-REMEMBERED);
        return { ...record, device: { ...record.device, ...change }, refreshes };
      });
      return repeated ? 'repeated' : changed ? 'done' : 'gone';
    },
  };
}
