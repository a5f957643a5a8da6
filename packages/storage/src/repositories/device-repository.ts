import type { DeviceKind, DeviceProfile, SkipPreference } from '@waygate/node-kit';
import { jsonObject, type Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DeviceStore, PushDeviceRecord } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const pushDevice = z.object({
  uuid: z.string(),
  deviceName: z.string(),
  createdDate: z.number(),
  lastAccessDate: z.number(),
  issuer: z.string(),
  sharedSecret: z.string(),
  deviceMechanismUID: z.string(),
  deviceId: z.string(),
  deviceType: z.string(),
  communicationType: z.string(),
  communicationId: z.string(),
  capabilities: z.array(z.string()),
});

const pushDeviceRecord = z.object({
  device: pushDevice,
  recoveryCodes: z.array(z.string()),
  lastUse: z.object({ hash: z.string(), use: z.string() }).exactOptional(),
  refreshes: z.array(z.object({ hash: z.string(), at: z.number() })),
});

const deviceProfiles = z.array(
  z.object({
    identifier: z.string(),
    alias: z.string(),
    metadata: jsonObject.exactOptional(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).exactOptional(),
    lastSelectedDate: z.number(),
  }),
);

/** The uuid stands outside, because the seal binds it. */
const storedDevice = sealedDocument.extend({ uuid: z.string() });
type StoredDevice = z.infer<typeof storedDevice>;

const skipPreference = z.object({ preference: z.enum(['NOT_SET', 'SKIPPABLE', 'NOT_SKIPPABLE']) });

/** Devices, each sealed whole with its realm, person and id bound in; the profiles of a person are one document, because there may be only so many. */
export class DeviceRepository implements DeviceStore {
  readonly #push: TypedCollection<StoredDevice>;
  readonly #profiles: TypedCollection<SealedDocument>;
  readonly #skip: TypedCollection<z.infer<typeof skipPreference>>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#push = new TypedCollection(store, COLLECTIONS.pushDevices, storedDevice, now);
    this.#profiles = new TypedCollection(store, COLLECTIONS.deviceProfiles, sealedDocument, now);
    this.#skip = new TypedCollection(store, COLLECTIONS.skipPreferences, skipPreference, now);
    this.#sealer = sealer;
  }

  async listPush(realm: string, userId: string): Promise<readonly PushDeviceRecord[]> {
    const found = await this.#push.find('user', compositeId(realm, userId));
    return found.map((stored) => this.#opened(realm, userId, stored)).sort((a, b) => a.device.createdDate - b.device.createdDate);
  }

  async putPush(realm: string, userId: string, record: PushDeviceRecord): Promise<void> {
    const keys = { user: compositeId(realm, userId) };
    await this.#push.write(compositeId(realm, userId, record.device.uuid), 'any', this.#sealed(realm, userId, record), { keys });
  }

  async updatePush(
    realm: string,
    userId: string,
    uuid: string,
    change: (record: PushDeviceRecord) => PushDeviceRecord | undefined,
  ): Promise<boolean> {
    const changed = await this.#push.update(compositeId(realm, userId, uuid), (stored) => {
      const next = change(this.#opened(realm, userId, stored));
      if (next !== undefined && next.device.uuid !== uuid) throw new Error('The uuid of a device does not change.');
      return next === undefined ? undefined : this.#sealed(realm, userId, next);
    });
    return changed !== undefined;
  }

  removePush(realm: string, userId: string, uuid: string): Promise<boolean> {
    return this.#push.remove(compositeId(realm, userId, uuid));
  }

  async listProfiles(realm: string, userId: string): Promise<readonly DeviceProfile[]> {
    return this.#openedProfiles(realm, userId, (await this.#profiles.read(compositeId(realm, userId)))?.value);
  }

  async updateProfiles(
    realm: string,
    userId: string,
    change: (profiles: readonly DeviceProfile[]) => readonly DeviceProfile[] | undefined,
  ): Promise<boolean> {
    const id = compositeId(realm, userId);
    for (;;) {
      const read = await this.#profiles.read(id);
      const next = change(this.#openedProfiles(realm, userId, read?.value));
      if (next === undefined) return false;
      const sealed = sealDocument(this.#sealer, ['device-profiles', realm, userId], next);
      if (await this.#profiles.write(id, read?.revision ?? 'absent', sealed)) return true;
    }
  }

  async skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference> {
    return (await this.#skip.read(compositeId(realm, userId, kind)))?.value.preference ?? 'NOT_SET';
  }

  async setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void> {
    await this.#skip.write(compositeId(realm, userId, kind), 'any', { preference });
  }

  #openedProfiles(realm: string, userId: string, stored: SealedDocument | undefined): DeviceProfile[] {
    const profiles = stored === undefined ? [] : openDocument(this.#sealer, ['device-profiles', realm, userId], stored, deviceProfiles);
    return profiles.sort((a, b) => a.lastSelectedDate - b.lastSelectedDate);
  }

  #sealed(realm: string, userId: string, record: PushDeviceRecord): StoredDevice {
    const { uuid } = record.device;
    return { uuid, ...sealDocument(this.#sealer, ['push-device', realm, userId, uuid], record) };
  }

  #opened(realm: string, userId: string, stored: StoredDevice): PushDeviceRecord {
    return openDocument(this.#sealer, ['push-device', realm, userId, stored.uuid], stored, pushDeviceRecord);
  }
}
