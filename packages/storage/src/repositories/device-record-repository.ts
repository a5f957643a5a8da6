import { createHash } from 'node:crypto';
import type { DeviceFacts } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId, partsOfId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DeviceRecord, DeviceRecords } from '../ports/device-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { isUnreadable, openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** The uuid stands outside, because the seal binds it. */
const storedDevice = sealedDocument.extend({ uuid: z.string() });
type StoredDevice = z.infer<typeof storedDevice>;

/** Which devices have what no two may share: one, or several that older versions let have the same. One that is gone has it no more. */
const deviceOwner = z.object({ devices: z.array(z.string()) });

/** How many devices are read at a time when those of before are looked through. */
const AT_A_TIME = 500;

/** Where devices of a kind are kept and what they look like. */
export interface DevicePlace<D extends DeviceFacts> {
  readonly collection: string;
  /** Binds the seal to the kind. Stands in files, so it never changes. */
  readonly seal: string;
  readonly device: z.ZodType<D>;
  /** What no two devices of the kind may share within a realm, if there is such a thing. Only a hash of it stands outside of the seal. */
  readonly distinct?: (device: D) => string;
}

/** Devices of one kind, each sealed whole with its realm, person and id bound in. */
export class DeviceRecordRepository<D extends DeviceFacts> implements DeviceRecords<D> {
  readonly #stored: TypedCollection<StoredDevice>;
  readonly #sealer: Sealer;
  readonly #seal: string;
  readonly #record: z.ZodType<DeviceRecord<D>>;
  readonly #distinct: DevicePlace<D>['distinct'];
  readonly #owners: TypedCollection<z.infer<typeof deviceOwner>>;
  readonly #store: DocumentStore;
  readonly #collection: string;
  readonly #now: () => number;
  #prepared: Promise<void> | undefined;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number, place: DevicePlace<D>) {
    this.#stored = new TypedCollection(store, place.collection, storedDevice, now);
    this.#sealer = sealer;
    this.#seal = place.seal;
    this.#distinct = place.distinct;
    this.#owners = new TypedCollection(store, COLLECTIONS.deviceOwners, deviceOwner, now);
    this.#store = store;
    this.#collection = place.collection;
    this.#now = now;
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

  async put(realm: string, userId: string, record: DeviceRecord<D>): Promise<boolean> {
    const { uuid } = record.device;
    const id = compositeId(realm, userId, uuid);
    const keys = { user: compositeId(realm, userId) };
    const mark = this.#ownerId(realm, record.device);
    if (mark !== undefined) await this.#prepare();
    for (;;) {
      const before = await this.#stored.read(id);
      if (before !== undefined && record.run !== undefined && this.#opened(realm, userId, before.value).run === record.run) return true;
      const device = this.#stored.prepared(id, before?.revision ?? 'absent', this.#sealed(realm, userId, record), { keys });
      if (mark === undefined) {
        if (await this.#store.write([device], this.#now())) return true;
        continue;
      }
      const owner = await this.#owners.read(mark);
      const devices = await this.#thatAreThere(owner?.value.devices ?? []);
      if (devices.length > 0 && !devices.includes(id)) return false;
      const taken = this.#owners.prepared(mark, owner?.revision ?? 'absent', { devices: devices.length > 0 ? devices : [id] });
      if (await this.#store.write([device, taken], this.#now())) return true;
    }
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

  /** Writes down once, for all realms, what the devices have that an older version kept. */
  async #prepare(): Promise<void> {
    this.#prepared ??= this.#prepareOnce();
    try {
      await this.#prepared;
    } catch (error) {
      // The next one tries again.
      this.#prepared = undefined;
      throw error;
    }
  }

  async #prepareOnce(): Promise<void> {
    const id = compositeId(this.#seal, 'owners');
    if ((await this.#store.get(COLLECTIONS.preparedIndexes, id, this.#now())) !== undefined) return;
    const found = new Map<string, string[]>();
    let areAllReadable = true;
    for await (const kept of this.#keptBefore()) {
      if (kept.device === undefined) areAllReadable = false;
      const mark = kept.device === undefined ? undefined : this.#ownerId(kept.realm, kept.device);
      if (mark !== undefined) found.set(mark, [...(found.get(mark) ?? []), kept.id]);
    }
    // What stands there already is newer.
    for (const [mark, devices] of found) await this.#owners.write(mark, 'absent', { devices });
    // One whose key is missing today may come back: it is looked for again by the next process. Until then it signs nobody on.
    if (areAllReadable) await this.#store.write([{ collection: COLLECTIONS.preparedIndexes, id, expect: 'any', body: '{}' }], this.#now());
  }

  /** Every device of the kind; without what it is when that cannot be read. */
  async *#keptBefore(): AsyncGenerator<{ readonly id: string; readonly realm: string; readonly device: D | undefined }> {
    for (let after: string | undefined; ; ) {
      const some = await this.#store.scan(this.#collection, after, AT_A_TIME);
      for (const { id } of some) {
        const [realm = '', userId = ''] = partsOfId(id);
        try {
          const read = await this.#stored.read(id);
          if (read !== undefined) yield { id, realm, device: this.#opened(realm, userId, read.value).device };
        } catch (error) {
          if (!isUnreadable(error)) throw error;
          yield { id, realm, device: undefined };
        }
      }
      after = some.at(-1)?.id;
      if (after === undefined) return;
    }
  }

  async #thatAreThere(ids: readonly string[]): Promise<string[]> {
    const found = await Promise.all(ids.map(async (id) => ((await this.#stored.read(id)) === undefined ? [] : [id])));
    return found.flat();
  }

  /** Names whatever of a device nobody else may have. */
  #ownerId(realm: string, device: D): string | undefined {
    const text = this.#distinct?.(device);
    return text === undefined ? undefined : compositeId(this.#seal, realm, createHash('sha256').update(text).digest('base64url'));
  }

  #sealed(realm: string, userId: string, record: DeviceRecord<D>): StoredDevice {
    const { uuid } = record.device;
    return { uuid, ...sealDocument(this.#sealer, [this.#seal, realm, userId, uuid], record) };
  }

  #opened(realm: string, userId: string, stored: StoredDevice): DeviceRecord<D> {
    return openDocument(this.#sealer, [this.#seal, realm, userId, stored.uuid], stored, this.#record);
  }
}
