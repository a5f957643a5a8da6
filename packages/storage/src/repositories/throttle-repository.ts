import type { Throttle } from '@waygate/mfa';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const taken = z.array(z.object({ name: z.string(), at: z.number() }));
type Taken = z.infer<typeof taken>;

/** Places in a sliding window, one document for each subject. */
export class ThrottleRepository implements Throttle {
  readonly #places: TypedCollection<Taken>;

  constructor(store: DocumentStore, now: () => number) {
    this.#places = new TypedCollection(store, COLLECTIONS.throttle, taken, now);
  }

  async take(key: string, name: string, limit: number, windowMs: number, now: number): Promise<number | undefined> {
    for (;;) {
      const read = await this.#places.read(key, now);
      const places = (read?.value ?? []).filter(({ at }) => at + windowMs > now);
      if (places.some((place) => place.name === name)) return undefined;
      if (places.length >= limit) return Math.max(1, Math.min(...places.map(({ at }) => at)) + windowMs - now);
      const next = [...places, { name, at: now }];
      if (await this.#places.write(key, read?.revision ?? 'absent', next, { expiresAt: now + windowMs })) return undefined;
    }
  }

  async release(key: string, name: string): Promise<void> {
    // The document keeps no expiry of its own here: the next take writes one, and places out of the window do not count.
    for (;;) {
      const read = await this.#places.read(key);
      if (read === undefined) return;
      const left = read.value.filter((place) => place.name !== name);
      if (left.length === read.value.length) return;
      if (await this.#places.write(key, read.revision, left.length === 0 ? undefined : left)) return;
    }
  }
}
