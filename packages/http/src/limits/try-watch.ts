import { AsyncLocalStorage } from 'node:async_hooks';

/** Tells of a piece of work how many tries to prove something came to nothing in it, however deep below it they are made. */
export class TryWatch {
  readonly #open = new AsyncLocalStorage<Set<string>>();

  /** @param after is told of the tries when the work is over, whether it failed or not */
  async run<T>(work: () => Promise<T>, after: (failed: number) => void): Promise<T> {
    const open = new Set<string>();
    try {
      return await this.#open.run(open, work);
    } finally {
      after(open.size);
    }
  }

  /** A try was begun under a key: it counts until it is told that it was right, or that nobody judged it. */
  begun(key: string): void {
    this.#open.getStore()?.add(key);
  }

  settled(key: string): void {
    this.#open.getStore()?.delete(key);
  }
}
