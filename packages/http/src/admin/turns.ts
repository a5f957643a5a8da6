/** Lets pieces of work on the same thing run one after the other, in the order in which they came. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the work when all that came before it on the same key has ended, well or not. @returns what the work returns */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(key, promise);
    try {
      await before;
      return await work();
    } finally {
      resolve();
      if (this.#last.get(key) === promise) this.#last.delete(key);
    }
  }
}

const turns = new WeakMap<object, Turns>();

/** The turns of whoever works on the same things: one for each of them, whichever way a request comes in. */
export function turnsOf(deps: object): Turns {
  const known = turns.get(deps) ?? new Turns();
  turns.set(deps, known);
  return known;
}
