import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { OfflineDeviceRecord, OfflineDeviceStore } from '../ports/offline-device-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const challenge = z.object({
  id: z.string(),
  step: z.string(),
  run: z.string(),
  device: z.string(),
  application: z.string(),
  proof: z.string(),
  expiresAt: z.number(),
  wrong: z.int().min(0),
  usedBy: z.string().exactOptional(),
});

const offlineDeviceRecord: z.ZodType<OfflineDeviceRecord> = z.object({
  kept: z.object({ text: z.string(), isPlaced: z.boolean() }).exactOptional(),
  userState: z.object({ attribute: z.string(), value: z.string(), readAt: z.number() }).exactOptional(),
  challenges: z.array(challenge),
  begun: z.array(z.number()),
  wrong: z.int().min(0),
  locks: z.int().min(0),
  lockedUntil: z.number().exactOptional(),
});

const NOTHING: OfflineDeviceRecord = { challenges: [], begun: [], wrong: 0, locks: 0 };

/** Phones of people and their counters, one document for each person, so that using up a code is a single compare-and-set. */
export class OfflineDeviceRepository implements OfflineDeviceStore {
  readonly #records: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#records = new TypedCollection<SealedDocument>(store, COLLECTIONS.offlineDevices, sealedDocument, now);
    this.#sealer = sealer;
  }

  async find(realm: string, userId: string): Promise<OfflineDeviceRecord | undefined> {
    const read = await this.#records.read(compositeId(realm, userId));
    return read === undefined ? undefined : openDocument(this.#sealer, place(realm, userId), read.value, offlineDeviceRecord);
  }

  async update(realm: string, userId: string, change: (record: OfflineDeviceRecord) => OfflineDeviceRecord | undefined): Promise<void> {
    const id = compositeId(realm, userId);
    for (;;) {
      const read = await this.#records.read(id);
      const before = read === undefined ? NOTHING : openDocument(this.#sealer, place(realm, userId), read.value, offlineDeviceRecord);
      const next = change(before);
      if (next === undefined) return;
      const sealed = sealDocument(this.#sealer, place(realm, userId), next);
      if (await this.#records.write(id, read?.revision ?? 'absent', sealed)) return;
    }
  }

  remove(realm: string, userId: string): Promise<boolean> {
    return this.#records.remove(compositeId(realm, userId));
  }
}

function place(realm: string, userId: string) {
  return ['offline-device', realm, userId] as const;
}
