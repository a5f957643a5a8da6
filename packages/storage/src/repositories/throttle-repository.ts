import type { Throttle } from '@waygate/mfa';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const takenPlaces = z.object({
  /** Milliseconds; as of the last take. */
  windowMs: z.number(),
  places: z.array(z.object({ name: z.string(), at: z.number() })),
});
type TakenPlaces = z.infer<typeof takenPlaces>;

/** Places in a sliding window, one document for each subject. */
export class ThrottleRepository implements Throttle {
  readonly #taken: TypedCollection<TakenPlaces>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#taken = new TypedCollection(store, COLLECTIONS.throttle, takenPlaces, now);
    this.#now = now;
  }

  async take(key: string, name: string, limit: number, windowMs: number, now: number): Promise<number | undefined> {
    const id = compositeId(key);
    for (;;) {
      const read = await this.#taken.read(id, now);
      const places = (read?.value.places ?? []).filter(({ at }) => at + windowMs > now);
      if (places.some((place) => place.name === name)) return undefined;
      if (places.length >= limit) return untilFree(places, limit, windowMs, now);
      const next = { windowMs, places: [...places, { name, at: now }] };
      // Written by the time it was read by: judged by another, an expiry in between would refuse the write for ever.
      if (await this.#taken.write(id, read?.revision ?? 'absent', next, { expiresAt: lastUntil(next), now })) return undefined;
    }
  }

  async taken(key: string, windowMs: number, now: number): Promise<readonly number[]> {
    const read = await this.#taken.read(compositeId(key), now);
    const times = (read?.value.places ?? []).map(({ at }) => at);
    return times.filter((at) => at + windowMs > now).sort((a, b) => a - b);
  }

  async release(key: string, name: string): Promise<void> {
    const id = compositeId(key);
    for (;;) {
      const now = this.#now();
      const read = await this.#taken.read(id, now);
      if (read === undefined) return;
      const left = { ...read.value, places: read.value.places.filter((place) => place.name !== name) };
      if (left.places.length === read.value.places.length) return;
      const written =
        left.places.length === 0
          ? this.#taken.write(id, read.revision, undefined, { now })
          : this.#taken.write(id, read.revision, left, { expiresAt: lastUntil(left), now });
      if (await written) return;
    }
  }
}

/** Epoch milliseconds at which the last place is free again. */
function lastUntil({ places, windowMs }: TakenPlaces): number {
  return Math.max(...places.map(({ at }) => at)) + windowMs;
}

/** Milliseconds until fewer than `limit` places are taken: with a limit that was lowered more than one must become free first. */
function untilFree(places: TakenPlaces['places'], limit: number, windowMs: number, now: number): number {
  const oldestFirst = places.map(({ at }) => at).sort((a, b) => a - b);
  return (oldestFirst[oldestFirst.length - Math.max(limit, 1)] ?? now) + windowMs - now;
}
