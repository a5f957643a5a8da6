import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId, partsOfId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { OfflineCodeRecord, OfflineCodeStore } from '../ports/offline-code-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { oathDevice } from './device-shapes.ts';
import { openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const event = z.object({
  id: z.string(),
  kind: z.enum(['backupCodeUsed', 'backupCodeNew', 'codeRenamed', 'codeExpired', 'codeRemoved', 'phoneRemoved']),
  at: z.number(),
  by: z.enum(['owner', 'operator']),
  deviceName: z.string(),
  until: z.number().exactOptional(),
  claimedUntil: z.number().exactOptional(),
});

const offlineCodeRecord: z.ZodType<OfflineCodeRecord> = z.object({
  app: z.object({ device: oathDevice, backupCodeHash: z.string().exactOptional(), expiresAt: z.number().exactOptional() }).exactOptional(),
  lastReminder: z.number().exactOptional(),
  reminderDays: z.int().min(0).exactOptional(),
  unsentEvents: z.array(event),
  lastUse: z.object({ step: z.string(), with: z.enum(['app', 'backupCode']), device: z.string() }).exactOptional(),
  wrong: z.int().min(0),
  locks: z.int().min(0),
  lockedUntil: z.number().exactOptional(),
});

/** Who it belongs to stands outside as well, so that those of whom there is news can be found. */
const placed = z.object({ ...sealedDocument.shape, id: z.string() });
type Placed = z.infer<typeof placed>;

const NOTHING: OfflineCodeRecord = { unsentEvents: [], wrong: 0, locks: 0 };

/** Offline codes of people and their counters, one document for each person, so that using up a code is a single compare-and-set. */
export class OfflineCodeRepository implements OfflineCodeStore {
  readonly #records: TypedCollection<Placed>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#records = new TypedCollection<Placed>(store, COLLECTIONS.offlineCodes, placed, now);
    this.#sealer = sealer;
  }

  async find(realm: string, userId: string): Promise<OfflineCodeRecord | undefined> {
    const read = await this.#records.read(compositeId(realm, userId));
    return read === undefined ? undefined : openDocument(this.#sealer, place(realm, userId), read.value, offlineCodeRecord);
  }

  async update(realm: string, userId: string, change: (record: OfflineCodeRecord) => OfflineCodeRecord | undefined): Promise<void> {
    const id = compositeId(realm, userId);
    for (;;) {
      const read = await this.#records.read(id);
      const before = read === undefined ? NOTHING : openDocument(this.#sealer, place(realm, userId), read.value, offlineCodeRecord);
      const next = change(before);
      if (next === undefined || (read === undefined && isEmpty(next))) return;
      const value = isEmpty(next) ? undefined : { ...sealDocument(this.#sealer, place(realm, userId), next), id };
      const keys: Readonly<Record<string, string>> = next.unsentEvents.length === 0 ? {} : { news: realm };
      if (await this.#records.write(id, read?.revision ?? 'absent', value, { keys })) return;
    }
  }

  async withUnsentEvents(realm: string, most: number): Promise<readonly string[]> {
    return (await this.#records.find('news', realm, undefined, most)).flatMap(({ id }) => partsOfId(id).slice(1));
  }
}

function isEmpty({ unsentEvents, wrong, locks, ...rest }: OfflineCodeRecord): boolean {
  return unsentEvents.length === 0 && wrong === 0 && locks === 0 && Object.keys(rest).length === 0;
}

function place(realm: string, userId: string) {
  return ['offline-code', realm, userId] as const;
}
