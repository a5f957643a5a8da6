import type {
  BoundDevice,
  DeviceFacts,
  DeviceKind,
  DeviceProfile,
  OathDevice,
  PushDevice,
  SkipPreference,
  WebAuthnDevice,
} from '@waygate/node-kit';
import { jsonObject, type Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DeviceRecords, DeviceStore } from '../ports/device-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { type DevicePlace, DeviceRecordRepository } from './device-record-repository.ts';
import { boundDevice, oathDevice, pushDevice, webAuthnDevice } from './device-shapes.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const deviceProfiles = z.array(
  z.object({
    identifier: z.string(),
    alias: z.string(),
    metadata: jsonObject.exactOptional(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).exactOptional(),
    lastSelectedDate: z.number(),
  }),
);

const skipPreference = z.object({ preference: z.enum(['NOT_SET', 'SKIPPABLE', 'NOT_SKIPPABLE']) });

/** Devices by kind; the profiles of a person are one document, because there may be only so many. */
export class DeviceRepository implements DeviceStore {
  readonly push: DeviceRecords<PushDevice>;
  readonly oath: DeviceRecords<OathDevice>;
  readonly webauthn: DeviceRecords<WebAuthnDevice>;
  readonly binding: DeviceRecords<BoundDevice>;
  readonly #profiles: TypedCollection<SealedDocument>;
  readonly #skip: TypedCollection<z.infer<typeof skipPreference>>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    const devices = <D extends DeviceFacts>(place: DevicePlace<D>) => new DeviceRecordRepository(store, sealer, now, place);
    this.push = devices({ collection: COLLECTIONS.pushDevices, seal: 'push-device', device: pushDevice });
    this.oath = devices({ collection: COLLECTIONS.oathDevices, seal: 'oath-device', device: oathDevice });
    this.webauthn = devices({
      collection: COLLECTIONS.webauthnDevices,
      seal: 'webauthn-device',
      device: webAuthnDevice,
      distinct: ({ credentialId }) => credentialId,
    });
    this.binding = devices({ collection: COLLECTIONS.boundDevices, seal: 'bound-device', device: boundDevice });
    this.#profiles = new TypedCollection(store, COLLECTIONS.deviceProfiles, sealedDocument, now);
    this.#skip = new TypedCollection(store, COLLECTIONS.skipPreferences, skipPreference, now);
    this.#sealer = sealer;
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
}
