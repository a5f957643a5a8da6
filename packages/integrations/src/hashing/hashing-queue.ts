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
  hasPlace: boolean;
  readonly isAtCore: boolean;
}

/** Places that are taken, of those that may be. */
interface Share {
  readonly most: number;
  taken: number;
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
  readonly #all: Share;
  /** What waits for others than the store may hold no more than half, so that whoever they keep waiting leaves room for everybody else. */
  readonly #asking: Share;
  readonly #watch: HashingQueueOptions['watch'];
  readonly #cores: BoundedQueue;
  readonly #lanes: Lanes;
  readonly #standing = new AsyncLocalStorage<Standing>();
  #running = 0;
  #done = 0;
  #refused = 0;
  #waitedMs = 0;
  #ranMs = 0;

  constructor({ atOnce = availableParallelism(), longest = LONGEST_QUEUE, watch }: HashingQueueOptions = {}) {
    this.#watch = watch;
    this.#all = { most: atOnce + longest, taken: 0 };
    this.#asking = { most: Math.ceil((atOnce + longest) / 2), taken: 0 };
    this.#cores = new BoundedQueue(atOnce, Number.POSITIVE_INFINITY);
    this.#lanes = new Lanes(AT_ONCE_IN_LANE, longest);
  }

  /**
   * Runs work that hashes in between, in a place of the queue. Whoever counts a try does so in here: once the work has begun, none of its hashes is refused.
   * @param lane of those who may only take so many places at once, such as tries against one name
   * @throws WaygateError `hash.busy` (operational) when no place is left; nothing of the work has happened then
   */
  async admit<T>(work: () => Promise<T>, lane?: string): Promise<T> {
    if (this.#hasPlace()) return work();
    return this.#inLane(lane, () =>
      this.#placed([this.#all], (enter) => {
        enter();
        return work();
      }),
    );
  }

  /**
   * Runs work that asks somebody else, such as a directory, before it hashes: it takes its place when it calls `enter`, and has none while it finds out whom it is about. Such work holds at most half of the
   * places together, since who was asked may be slow to answer. `enter` comes before anything is counted; it throws `hash.busy` when no place is left, and nothing more of the work may happen then.
   * @param lane as of `admit`
   * @throws WaygateError `hash.busy` (operational) when too many wait in the lane; nothing of the work has happened then
   */
  async admitLater<T>(work: (enter: () => void) => Promise<T>, lane?: string): Promise<T> {
    if (this.#hasPlace()) return work(() => undefined);
    return this.#inLane(lane, () => this.#placed([this.#asking, this.#all], work));
  }

  /**
   * Hashes when it is its turn, several one after another in one turn. Nothing else belongs in here: meanwhile nobody else has the core. Who has no place in the queue takes one for it.
   * @throws WaygateError `hash.busy` (operational) when no place is left; nothing of the work has happened then
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#hasPlace()) return this.admit(() => this.run(work));
    if (this.#standing.getStore()?.isAtCore) return work();
    const came = performance.now();
    return this.#cores.run(() => this.#with({ isOver: false, hasPlace: true, isAtCore: true }, () => this.#timed(work, came)));
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

  #hasPlace(): boolean {
    const standing = this.#standing.getStore();
    return standing?.hasPlace === true && !standing.isOver;
  }

  async #inLane<T>(lane: string | undefined, work: () => Promise<T>): Promise<T> {
    if (lane === undefined) return work();
    const came = performance.now();
    let isIn = false;
    try {
      return await this.#lanes.run(lane, () => {
        isIn = true;
        this.#waitedMs += performance.now() - came;
        return work();
      });
    } catch (error) {
      if (!isIn && error instanceof WaygateError && error.code === 'hash.busy') this.#refused += 1;
      throw error;
    }
  }

  /** @param shares of which a place is taken when the work enters, and given back when it is over */
  async #placed<T>(shares: readonly Share[], work: (enter: () => void) => Promise<T>): Promise<T> {
    const standing: Standing = { isOver: false, hasPlace: false, isAtCore: false };
    const enter = () => {
      if (standing.hasPlace && !standing.isOver) return;
      // Who comes when it is over would keep a place for ever.
      if (standing.isOver || shares.some(({ taken, most }) => taken >= most)) {
        this.#refused += 1;
        throw hashingBusy();
      }
      for (const share of shares) share.taken += 1;
      standing.hasPlace = true;
    };
    try {
      return await this.#with(standing, () => work(enter));
    } finally {
      if (standing.hasPlace) for (const share of shares) share.taken -= 1;
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
