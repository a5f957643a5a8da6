import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { WaygateError } from '@waygate/schema';
import { BoundedQueue } from './bounded-queue.ts';
import { hashingBusy } from './hashing-busy.ts';
import { Lanes } from './lanes.ts';

export interface HashingQueueOptions {
  /** How much is hashed at once; as many as there are cores when left out. */
  readonly atOnce?: number;
  /** How many more may be under way: they wait for a core, or for what is asked before and after the hash. */
  readonly longest?: number;
  /** Told of every piece of work that hashed, when it is over and in its own context: how long it waited for a core and how long it ran, milliseconds. */
  readonly watch?: (waited: number, ran: number) => void;
}

/** How things are in the queue, and what became of everything since it was made. */
export interface HashingFacts {
  /** Hashed at this moment. */
  readonly running: number;
  /** Who waits for a core, or for others of the same lane. */
  readonly waiting: number;
  readonly done: number;
  readonly refused: number;
  /** Seconds that what is done has waited, and has run, added up. */
  readonly waitedSeconds: number;
  readonly ranSeconds: number;
}

/** What belongs to a piece of work for as long as it runs. What it left running has nothing of it any more. */
interface Standing {
  isOver: boolean;
  readonly isAtCore: boolean;
}

/** At about 20 ms each and two at once, ten seconds: who waits longer has left. */
const LONGEST_QUEUE = 1_000;
/** Places of one lane at once: fewer than failures without a delay, so that nobody who is right is kept out by others who try in the same name. */
const AT_ONCE_IN_LANE = 4;

/**
 * Where everything waits that is slow to compute on purpose, whichever function computes it: they share the cores. A place in the queue and a turn at a core are two things: a place is taken before
 * anything is counted or changed, so that nobody is turned away halfway, and kept over questions to the store; a core is held only while something is hashed, so that a slow store keeps none idle.
 */
export class HashingQueue {
  readonly #places: number;
  readonly #watch: HashingQueueOptions['watch'];
  readonly #cores: BoundedQueue;
  readonly #lanes: Lanes;
  readonly #standing = new AsyncLocalStorage<Standing>();
  #taken = 0;
  #running = 0;
  #done = 0;
  #refused = 0;
  #waitedMs = 0;
  #ranMs = 0;

  constructor({ atOnce = availableParallelism(), longest = LONGEST_QUEUE, watch }: HashingQueueOptions = {}) {
    this.#watch = watch;
    this.#places = atOnce + longest;
    this.#cores = new BoundedQueue(atOnce, Number.POSITIVE_INFINITY);
    this.#lanes = new Lanes(AT_ONCE_IN_LANE, longest);
  }

  /**
   * Runs work that hashes in between, in a place of the queue. Whoever counts a try does so in here: once the work has begun, none of its hashes is refused.
   * @param lane of those who may only take so many places at once, such as tries against one name
   * @throws WaygateError `hash.busy` (operational) when no place is left; nothing of the work has happened then
   */
  async admit<T>(work: () => Promise<T>, lane?: string): Promise<T> {
    if (this.#standing.getStore()?.isOver === false) return work();
    const came = performance.now();
    const enter = () => {
      this.#waitedMs += performance.now() - came;
      return this.#inPlace(work);
    };
    try {
      return await (lane === undefined ? this.#inPlace(work) : this.#lanes.run(lane, enter));
    } catch (error) {
      if (error instanceof WaygateError && error.code === 'hash.busy') this.#refused += 1;
      throw error;
    }
  }

  /**
   * Hashes when it is its turn, several one after another in one turn. Nothing else belongs in here: meanwhile nobody else has the core. Who has no place in the queue takes one for it.
   * @throws WaygateError `hash.busy` (operational) when no place is left; nothing of the work has happened then
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const standing = this.#standing.getStore();
    if (standing === undefined || standing.isOver) return this.admit(() => this.run(work));
    if (standing.isAtCore) return work();
    const came = performance.now();
    return this.#cores.run(() => this.#with({ isOver: false, isAtCore: true }, () => this.#timed(work, came)));
  }

  facts(): HashingFacts {
    return {
      running: this.#running,
      waiting: this.#cores.length + this.#lanes.length,
      done: this.#done,
      refused: this.#refused,
      waitedSeconds: this.#waitedMs / 1_000,
      ranSeconds: this.#ranMs / 1_000,
    };
  }

  async #inPlace<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= this.#places) throw hashingBusy();
    this.#taken += 1;
    try {
      return await this.#with({ isOver: false, isAtCore: false }, work);
    } finally {
      this.#taken -= 1;
    }
  }

  async #with<T>(standing: Standing, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#standing.run(standing, work);
    } finally {
      standing.isOver = true;
    }
  }

  async #timed<T>(work: () => Promise<T>, came: number): Promise<T> {
    const begun = performance.now();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#done += 1;
      const ran = performance.now() - begun;
      this.#waitedMs += begun - came;
      this.#ranMs += ran;
      this.#watch?.(begun - came, ran);
    }
  }
}
