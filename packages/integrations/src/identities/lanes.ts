import { BoundedQueue } from '../hashing/bounded-queue.ts';

/** How many may wait in one lane. */
const LONGEST_QUEUE = 500;

/** Runs work that belongs together with a bounded number at once, and other work beside it. */
export class Lanes {
  readonly #atOnce: number;
  readonly #lanes = new Map<string, { readonly queue: BoundedQueue; users: number }>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** @throws WaygateError `hash.busy` (operational) when too many wait in the lane */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(name) ?? { queue: new BoundedQueue(this.#atOnce, LONGEST_QUEUE), users: 0 };
    this.#lanes.set(name, lane);
    lane.users += 1;
    try {
      return await lane.queue.run(work);
    } finally {
      lane.users -= 1;
      if (lane.users === 0) this.#lanes.delete(name);
    }
  }
}
