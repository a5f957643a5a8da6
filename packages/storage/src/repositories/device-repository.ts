import type { DeviceKind, SkipPreference } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
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

const skipPreference = z.object({ preference: z.enum(['NOT_SET', 'SKIPPABLE', 'NOT_SKIPPABLE']) });

/** Devices, each sealed whole with its realm, person and id bound in. */
export class DeviceRepository implements DeviceStore {
  readonly #push: TypedCollection<SealedDocument>;
  readonly #skip: TypedCollection<z.infer<typeof skipPreference>>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#push = new TypedCollection(store, COLLECTIONS.pushDevices, sealedDocument.extend({ uuid: z.string() }), now);
    this.#skip = new TypedCollection(store, COLLECTIONS.skipPreferences, skipPreference, now);
    this.#sealer = sealer;
  }

  async listPush(realm: string, userId: string): Promise<readonly PushDeviceRecord[]> {
    const found = (await this.#push.find('user', `${realm}\n${userId}`)) as readonly (SealedDocument & { uuid: string })[];
    const records = found.map((document) =>
      openDocument<PushDeviceRecord>(this.#sealer, context(realm, userId, document.uuid), document, pushDeviceRecord),
    );
    return records.sort((a, b) => a.device.createdDate - b.device.createdDate);
  }

  async putPush(realm: string, userId: string, record: PushDeviceRecord): Promise<void> {
    await this.#push.write(idOf(realm, userId, record.device.uuid), 'any', this.#sealed(realm, userId, record), keysOf(realm, userId));
  }

  async updatePush(
    realm: string,
    userId: string,
    uuid: string,
    change: (record: PushDeviceRecord) => PushDeviceRecord | undefined,
  ): Promise<boolean> {
    const changed = await this.#push.update(
      idOf(realm, userId, uuid),
      (document) => {
        const next = change(openDocument<PushDeviceRecord>(this.#sealer, context(realm, userId, uuid), document, pushDeviceRecord));
        return next === undefined ? undefined : this.#sealed(realm, userId, next);
      },
      () => keysOf(realm, userId),
    );
    return changed !== undefined;
  }

  async removePush(realm: string, userId: string, uuid: string): Promise<boolean> {
    const id = idOf(realm, userId, uuid);
    const read = await this.#push.read(id);
    return read !== undefined && this.#push.write(id, 'any', undefined);
  }

  async skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference> {
    return (await this.#skip.read(idOf(realm, userId, kind)))?.value.preference ?? 'NOT_SET';
  }

  async setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void> {
    await this.#skip.write(idOf(realm, userId, kind), 'any', { preference });
  }

  #sealed(realm: string, userId: string, record: PushDeviceRecord): SealedDocument & { uuid: string } {
    const { uuid } = record.device;
    return { uuid, ...sealDocument(this.#sealer, context(realm, userId, uuid), record) };
  }
}

function context(realm: string, userId: string, uuid: string): string {
  return `push-device|${realm}|${userId}|${uuid}`;
}

function idOf(realm: string, userId: string, part: string): string {
  return `${realm}\n${userId}\n${part}`;
}

function keysOf(realm: string, userId: string) {
  return { keys: { user: `${realm}\n${userId}` } };
}
