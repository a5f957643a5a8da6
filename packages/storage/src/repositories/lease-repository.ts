import type { Leases } from '@waygate/continuity';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const lease = z.object({ holder: z.string(), until: z.number(), fence: z.int() });
type Lease = z.infer<typeof lease>;

/** Leases, one document for each. It stays when its time is over, because the numbers must go on rising. */
export class LeaseRepository implements Leases {
  readonly #leases: TypedCollection<Lease>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#leases = new TypedCollection<Lease>(store, COLLECTIONS.leases, lease, now);
    this.#now = now;
  }

  async take(name: string, holder: string, milliseconds: number): Promise<number | undefined> {
    const id = compositeId(name);
    for (;;) {
      const now = this.#now();
      const read = await this.#leases.read(id);
      const present = read?.value;
      // A holder whose clock was ahead must not keep everybody else out until then.
      const isHeld = present !== undefined && present.until > now && present.until <= now + milliseconds;
      if (isHeld && present.holder !== holder) return undefined;
      const isOurs = isHeld && present.holder === holder;
      const fence = isOurs ? present.fence : (present?.fence ?? 0) + 1;
      if (await this.#leases.write(id, read?.revision ?? 'absent', { holder, until: now + milliseconds, fence })) return fence;
    }
  }

  async release(name: string, holder: string): Promise<void> {
    await this.#leases.update(compositeId(name), (present) => (present.holder === holder ? { ...present, until: 0 } : undefined));
  }
}
