import { makeRecoveryCodes } from '@waygate/mfa';
import { type DeviceFacts, type DeviceKind, type DeviceProfile, PRIMARY_DEVICE, type SkipPreference } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import type { DeviceRecord, DeviceRecords, Stores } from '@waygate/storage';
import type { OfflineDeviceService } from '../offline/offline-device-service.ts';
import type { RecoveryCodeHasher } from './recovery-code-hasher.ts';

/** Every kind of device, in the order in which they are shown. */
export const DEVICE_KINDS: readonly DeviceKind[] = ['webauthn', 'push', 'oath', 'binding'];

/** A device as its owner and administrators may see it. Nothing in it is secret. Times are epoch milliseconds. */
export interface KeptDevice {
  readonly kind: DeviceKind;
  readonly uuid: string;
  readonly deviceName: string;
  readonly createdDate: number;
  readonly lastAccessDate: number;
  /** How many recovery codes are left of it. */
  readonly recoveryCodes: number;
  /** What AM lists beside, by kind: the id of a passkey's credential, the id and the public key of a bound device. */
  readonly listed: JsonObject;
}

/** The devices of a person, for their owner and for administrators: what may be seen of them, and what may be done with them. */
export interface DeviceDesk {
  /** Oldest first. */
  list(realm: string, userId: string, kind: DeviceKind): Promise<readonly KeptDevice[]>;
  /**
   * Gives a device another name, in one atomic step.
   * @param rename may run more than once; what it throws is thrown, with nothing changed
   * @returns the device as it is then; undefined when there is none
   */
  rename(
    realm: string,
    userId: string,
    kind: DeviceKind,
    uuid: string,
    rename: (device: KeptDevice) => string,
  ): Promise<KeptDevice | undefined>;
  /** @returns the device that this call took away: of several at once one did */
  remove(realm: string, userId: string, kind: DeviceKind, uuid: string): Promise<KeptDevice | undefined>;
  /** Takes away every device of a kind and forgets whether the person skips it (AM). @returns those that went */
  reset(realm: string, userId: string, kind: DeviceKind): Promise<readonly KeptDevice[]>;
  /** Puts new recovery codes in the place of those that a device has. @returns the codes in clear, for showing once; undefined when there is no such device */
  renewRecoveryCodes(realm: string, userId: string, kind: DeviceKind, uuid: string): Promise<readonly string[] | undefined>;
  /** Uuid of the device that the person wants to use first; undefined when they have chosen none. */
  primary(realm: string, userId: string): Promise<string | undefined>;
  /**
   * Says which device the person wants to use first.
   * @param isFirst false takes it back, if it is this one
   * @returns the device; undefined when there is none
   */
  setPrimary(realm: string, userId: string, kind: DeviceKind, uuid: string, isFirst: boolean): Promise<KeptDevice | undefined>;
  skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void>;
  listProfiles(realm: string, userId: string): Promise<readonly DeviceProfile[]>;
  updateProfiles(
    realm: string,
    userId: string,
    change: (profiles: readonly DeviceProfile[]) => readonly DeviceProfile[] | undefined,
  ): Promise<boolean>;
}

/**
 * @param stores those of devices and of people
 * @param offlineDevices what phones do without a network: it goes with the phone
 */
export function createDeviceDesk(
  { devices: store, identities }: Pick<Stores, 'devices' | 'identities'>,
  offlineDevices: Pick<OfflineDeviceService, 'forget'>,
  hasher: RecoveryCodeHasher,
): DeviceDesk {
  const recordsOf = (kind: DeviceKind): DeviceRecords<DeviceFacts> => store[kind];
  const list = async (realm: string, userId: string, kind: DeviceKind): Promise<readonly KeptDevice[]> => {
    if (kind === 'webauthn') {
      const records = await store.webauthn.list(realm, userId);
      return records.map((record) => kept(kind, record, { credentialId: record.device.credentialId }));
    }
    if (kind === 'binding') {
      const records = await store.binding.list(realm, userId);
      return records.map((record) =>
        kept(kind, record, { deviceId: record.device.deviceId, key: { ...record.device.key, kid: record.device.kid }, recoveryCodes: [] }),
      );
    }
    return (await recordsOf(kind).list(realm, userId)).map((record) => kept(kind, record));
  };
  const find = async (realm: string, userId: string, kind: DeviceKind, uuid: string) =>
    (await list(realm, userId, kind)).find((device) => device.uuid === uuid);
  const remove: DeviceDesk['remove'] = async (realm, userId, kind, uuid) => {
    const device = await find(realm, userId, kind, uuid);
    if (device === undefined || !(await store[kind].remove(realm, userId, uuid))) return undefined;
    if (kind === 'push') await offlineDevices.forget(realm, userId, uuid);
    return device;
  };
  return {
    list,
    async rename(realm, userId, kind, uuid, rename) {
      const before = await find(realm, userId, kind, uuid);
      if (before === undefined) return undefined;
      const { listed } = before;
      let after: KeptDevice | undefined;
      await recordsOf(kind).update(realm, userId, uuid, (record) => {
        const deviceName = rename(kept(kind, record, listed));
        const device = { ...record.device, deviceName };
        after = kept(kind, { ...record, device }, listed);
        return deviceName === record.device.deviceName ? undefined : { ...record, device };
      });
      return after;
    },
    remove,
    async reset(realm, userId, kind) {
      const gone: KeptDevice[] = [];
      for (const { uuid } of await list(realm, userId, kind)) {
        const device = await remove(realm, userId, kind, uuid);
        if (device !== undefined) gone.push(device);
      }
      await store.setSkipPreference(realm, userId, kind, 'NOT_SET');
      return gone;
    },
    async renewRecoveryCodes(realm, userId, kind, uuid) {
      const codes = makeRecoveryCodes();
      const recoveryCodes = await hasher.hashAll(codes);
      const changed = await recordsOf(kind).update(realm, userId, uuid, (record) => ({ ...record, recoveryCodes }));
      return changed ? codes : undefined;
    },
    async primary(realm, userId) {
      const primary = (await identities.findById(realm, userId))?.meta?.[PRIMARY_DEVICE];
      return typeof primary === 'string' ? primary : undefined;
    },
    async setPrimary(realm, userId, kind, uuid, isFirst) {
      const device = await find(realm, userId, kind, uuid);
      if (device === undefined) return undefined;
      await identities.update(realm, userId, (record) => {
        const { [PRIMARY_DEVICE]: before, ...meta } = record.meta ?? {};
        if (isFirst) return { ...record, meta: { ...meta, [PRIMARY_DEVICE]: uuid } };
        return before === uuid ? { ...record, meta } : record;
      });
      return device;
    },
    skipPreference: (realm, userId, kind) => store.skipPreference(realm, userId, kind),
    setSkipPreference: (realm, userId, kind, preference) => store.setSkipPreference(realm, userId, kind, preference),
    listProfiles: (realm, userId) => store.listProfiles(realm, userId),
    updateProfiles: (realm, userId, change) => store.updateProfiles(realm, userId, change),
  };
}

function kept(kind: DeviceKind, { device, recoveryCodes }: DeviceRecord<DeviceFacts>, listed: JsonObject = {}): KeptDevice {
  const { uuid, deviceName, createdDate, lastAccessDate } = device;
  return { kind, uuid, deviceName, createdDate, lastAccessDate, recoveryCodes: recoveryCodes.length, listed };
}
