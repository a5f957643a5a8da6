import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DeliveryClaim, DeliveryClaimStore } from '../ports/delivery-claim-store.ts';
import { TypedCollection } from '../typed-collection.ts';

/** How long it is remembered that something was sent. A step that nobody took for so long is another when it is sent again. */
const KEPT_MS = 3_600_000;
/** The longest that anybody asks for. Who seems to hold something for longer has another clock, and keeps nobody else out by that. */
const LONGEST_MS = 60_000;

const claim = z.object({ holder: z.string(), until: z.number(), isTried: z.boolean(), isSettled: z.boolean() });
type Claim = z.infer<typeof claim>;

/** Claims, one document for each thing that is to go out once. */
export class DeliveryClaimRepository implements DeliveryClaimStore {
  readonly #claims: TypedCollection<Claim>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#claims = new TypedCollection(store, COLLECTIONS.deliveryClaims, claim, now);
    this.#now = now;
  }

  async take(name: string, holder: string, milliseconds: number, isTried = false): Promise<DeliveryClaim> {
    for (;;) {
      const now = this.#now();
      const read = await this.#claims.read(name, now);
      const present = read?.value;
      if (present?.isSettled === true) return { status: 'settled' };
      const leftMs = (present?.until ?? 0) - now;
      if (present !== undefined && present.holder !== holder && leftMs > 0 && leftMs <= LONGEST_MS)
        return { status: 'theirs', leftMs, isTried: present.isTried };
      const next = { holder, until: now + Math.min(milliseconds, LONGEST_MS), isTried, isSettled: false };
      if (await this.#claims.write(name, read?.revision ?? 'absent', next, { expiresAt: now + KEPT_MS, now })) return { status: 'ours' };
    }
  }

  async settle(name: string): Promise<void> {
    const now = this.#now();
    await this.#claims.write(name, 'any', { holder: '', until: now, isTried: true, isSettled: true }, { expiresAt: now + KEPT_MS, now });
  }

  async release(name: string, holder: string): Promise<void> {
    for (;;) {
      const now = this.#now();
      const read = await this.#claims.read(name, now);
      if (read === undefined || read.value.isSettled || read.value.holder !== holder) return;
      if (await this.#claims.write(name, read.revision, undefined, { now })) return;
    }
  }
}
