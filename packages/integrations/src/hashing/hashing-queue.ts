import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { WaygateError } from '@waygate/schema';
import { BoundedQueue } from './bounded-queue.ts';
import { Lanes } from './lanes.ts';

export interface HashingQueueOptions {
  /** How much is hashed at once; as many as there are cores when left out. */
  readonly atOnce?: number;
  /** How many may wait. */
  readonly longest?: number;
}

/** How things are in the queue, and what became of everything since it was made. */
export interface HashingFacts {
  readonly running: number;
  readonly waiting: number;
  readonly done: number;
  readonly refused: number;
  /** Seconds that what is done has waited, and has run, added up. */
  readonly waitedSeconds: number;
  readonly ranSeconds: number;
}

/** At about 20 ms each and two at once, ten seconds: who waits longer has left. */
const LONGEST_QUEUE = 1_000;
/** Turns of one lane at once: fewer than failures without a delay, so that nobody who is right is kept out by others who try in the same name. */
const AT_ONCE_IN_LANE = 4;

/** Where everything waits that is slow to compute on purpose, whichever function computes it: they share the cores. */
export class HashingQueue {
  readonly #queue: BoundedQueue;
  readonly #lanes: Lanes;
  readonly #turn = new AsyncLocalStorage<true>();
  #running = 0;
  #done = 0;
  #refused = 0;
  #waitedMs = 0;
  #ranMs = 0;

  constructor({ atOnce = availableParallelism(), longest = LONGEST_QUEUE }: HashingQueueOptions = {}) {
    this.#queue = new BoundedQueue(atOnce, longest);
    this.#lanes = new Lanes(AT_ONCE_IN_LANE, longest);
  }

  /**
   * Runs work when it is its turn. Work that asks for more hashing meanwhile has its turn already, so nothing is refused halfway: whoever counts a try does so in here.
   * @param lane of those who may only take so many turns at once, such as tries against one name
   * @throws WaygateError `hash.busy` (operational) when as many wait as may; nothing of the work has happened then
   */
  async run<T>(work: () => Promise<T>, lane?: string): Promise<T> {
    if (this.#turn.getStore() === true) return work();
    const came = performance.now();
    try {
      const turn = () => this.#queue.run(() => this.#turn.run(true, () => this.#timed(work, came)));
      return await (lane === undefined ? turn() : this.#lanes.run(lane, turn));
    } catch (error) {
      if (error instanceof WaygateError && error.code === 'hash.busy') this.#refused += 1;
      throw error;
    }
  }

  facts(): HashingFacts {
    return {
      running: this.#running,
      waiting: this.#queue.length + this.#lanes.length,
      done: this.#done,
      refused: this.#refused,
      waitedSeconds: this.#waitedMs / 1_000,
      ranSeconds: this.#ranMs / 1_000,
    };
  }

  async #timed<T>(work: () => Promise<T>, came: number): Promise<T> {
    const begun = performance.now();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#done += 1;
      this.#waitedMs += begun - came;
      this.#ranMs += performance.now() - begun;
    }
  }
}
