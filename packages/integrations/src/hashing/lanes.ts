import { BoundedQueue } from './bounded-queue.ts';
import { hashingBusy } from './hashing-busy.ts';

/** Runs work that belongs together with a bounded number at once, and other work beside it. */
export class Lanes {
  readonly #atOnce: number;
  readonly #longest: number;
  #waiting = 0;
  readonly #lanes = new Map<string, { readonly queue: BoundedQueue; users: number }>();

  /** @param longest how many may wait, in all lanes together */
  constructor(atOnce: number, longest: number) {
    this.#atOnce = atOnce;
    this.#longest = longest;
  }

  /** How many wait for others of their lane. */
  get length(): number {
    return this.#waiting;
  }

  /** @throws WaygateError `hash.busy` (operational) when too many wait */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(name) ?? { queue: new BoundedQueue(this.#atOnce, this.#longest), users: 0 };
    const waits = lane.users >= this.#atOnce;
    if (waits && this.#waiting >= this.#longest) throw hashingBusy();
    this.#lanes.set(name, lane);
    lane.users += 1;
    if (waits) this.#waiting += 1;
    try {
      return await lane.queue.run(() => {
        if (waits) this.#waiting -= 1;
        return work();
      });
    } finally {
      lane.users -= 1;
      if (lane.users === 0) this.#lanes.delete(name);
    }
  }
}
