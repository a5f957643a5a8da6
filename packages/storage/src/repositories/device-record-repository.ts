import type { DeviceFacts } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DeviceRecord, DeviceRecords } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** The uuid stands outside, because the seal binds it. */
const storedDevice = sealedDocument.extend({ uuid: z.string() });
type StoredDevice = z.infer<typeof storedDevice>;

/** Where devices of a kind are kept and what they look like. */
export interface DevicePlace<D extends DeviceFacts> {
  readonly collection: string;
  /** Binds the seal to the kind. Stands in files, so it never changes. */
  readonly seal: string;
  readonly device: z.ZodType<D>;
}

/** Devices of one kind, each sealed whole with its realm, person and id bound in. */
export class DeviceRecordRepository<D extends DeviceFacts> implements DeviceRecords<D> {
  readonly #stored: TypedCollection<StoredDevice>;
  readonly #sealer: Sealer;
  readonly #seal: string;
  readonly #record: z.ZodType<DeviceRecord<D>>;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number, place: DevicePlace<D>) {
    this.#stored = new TypedCollection(store, place.collection, storedDevice, now);
    this.#sealer = sealer;
    this.#seal = place.seal;
    this.#record = z.object({
      device: place.device,
      recoveryCodes: z.array(z.string()),
      lastUse: z.object({ hash: z.string(), use: z.string(), fresh: z.array(z.string()).exactOptional() }).exactOptional(),
      refreshes: z.array(z.object({ hash: z.string(), at: z.number() })),
      run: z.string().exactOptional(),
    });
  }

  async list(realm: string, userId: string): Promise<readonly DeviceRecord<D>[]> {
    const found = await this.#stored.find('user', compositeId(realm, userId));
    return found.map((stored) => this.#opened(realm, userId, stored)).sort((a, b) => a.device.createdDate - b.device.createdDate);
  }

  async put(realm: string, userId: string, record: DeviceRecord<D>): Promise<void> {
    const keys = { user: compositeId(realm, userId) };
    await this.#stored.write(compositeId(realm, userId, record.device.uuid), 'any', this.#sealed(realm, userId, record), { keys });
  }

  async update(
    realm: string,
    userId: string,
    uuid: string,
    change: (record: DeviceRecord<D>) => DeviceRecord<D> | undefined,
  ): Promise<boolean> {
    const changed = await this.#stored.update(compositeId(realm, userId, uuid), (stored) => {
      const next = change(this.#opened(realm, userId, stored));
      if (next !== undefined && next.device.uuid !== uuid) throw new Error('The uuid of a device does not change.');
      return next === undefined ? undefined : this.#sealed(realm, userId, next);
    });
    return changed !== undefined;
  }

  remove(realm: string, userId: string, uuid: string): Promise<boolean> {
    return this.#stored.remove(compositeId(realm, userId, uuid));
  }

  #sealed(realm: string, userId: string, record: DeviceRecord<D>): StoredDevice {
    const { uuid } = record.device;
    return { uuid, ...sealDocument(this.#sealer, [this.#seal, realm, userId, uuid], record) };
  }

  #opened(realm: string, userId: string, stored: StoredDevice): DeviceRecord<D> {
    return openDocument(this.#sealer, [this.#seal, realm, userId, stored.uuid], stored, this.#record);
  }
}
