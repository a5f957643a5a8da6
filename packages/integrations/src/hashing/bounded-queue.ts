import { hashingBusy } from './hashing-busy.ts';

/** Runs work with a bounded number at once, first come first served, and refuses when too many wait: a queue without end serves nobody. */
export class BoundedQueue {
  readonly #atOnce: number;
  readonly #longest: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, longest: number) {
    this.#atOnce = atOnce;
    this.#longest = longest;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** @throws WaygateError `hash.busy` (operational) when as many wait as may */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#longest) throw hashingBusy();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
