import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { AttemptHolder, AttemptRecord, AttemptStore } from '../ports/attempt-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const attemptRecord = z.object({
  authenticators: z.array(
    z.object({
      name: z.string(),
      forgotten: z.int().min(0),
      tries: z.array(
        z.object({
          key: z.string(),
          at: z.number(),
          unproved: z.literal(true).exactOptional(),
          wrong: z.literal(true).exactOptional(),
          undecided: z.literal(true).exactOptional(),
        }),
      ),
      disabledAt: z.number().exactOptional(),
    }),
  ),
  lock: z.object({ at: z.number(), until: z.number().exactOptional() }).exactOptional(),
  locks: z.int().min(0).exactOptional(),
  countedFrom: z.number().exactOptional(),
});

const NOTHING: AttemptRecord = { authenticators: [] };

/** Tries, one document for each person, so that taking one is a single compare-and-set. */
export class AttemptRepository implements AttemptStore {
  readonly #stored: TypedCollection<AttemptRecord>;

  constructor(store: DocumentStore, now: () => number) {
    this.#stored = new TypedCollection(store, COLLECTIONS.attempts, attemptRecord, now);
  }

  async find(realm: string, holder: AttemptHolder, now: number): Promise<AttemptRecord | undefined> {
    return (await this.#stored.read(idOf(realm, holder), now))?.value;
  }

  async update(
    realm: string,
    holder: AttemptHolder,
    { now, expiresAt }: { readonly now: number; readonly expiresAt?: (record: AttemptRecord) => number },
    change: (record: AttemptRecord) => AttemptRecord | undefined,
  ): Promise<void> {
    const id = idOf(realm, holder);
    for (;;) {
      const read = await this.#stored.read(id, now);
      const next = change(read?.value ?? NOTHING);
      if (next === undefined) return;
      const value = isEmpty(next) ? undefined : next;
      if (value === undefined && read === undefined) return;
      const options = { now, ...(expiresAt === undefined ? {} : { expiresAt: expiresAt(next) }) };
      if (await this.#stored.write(id, read?.revision ?? 'absent', value, options)) return;
    }
  }
}

function idOf(realm: string, holder: AttemptHolder): string {
  return 'person' in holder ? compositeId(realm, 'person', holder.person) : compositeId(realm, 'name', holder.name);
}

function isEmpty({ authenticators, lock, locks = 0 }: AttemptRecord): boolean {
  return authenticators.length === 0 && lock === undefined && locks === 0;
}
