import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** How many are on their way at once, and how many wait. */
const AT_ONCE = 4;
const LONGEST_QUEUE = 1_000;
/** How many that were refused wait for another try, apart from those that are new. */
const MOST_LATER = 1_000;
/** How many keys of what was taken are remembered. */
const KEPT_KEYS = 5_000;
/** Pauses before another try, milliseconds. */
const PAUSES: readonly number[] = [1_000, 5_000, 20_000];
/** How long what is on its way has when the server stops, milliseconds. */
const GRACE_MS = 4_000;

export interface DeliveryQueueDeps<Job, Made> {
  /** Makes what goes out; undefined when it is not to, and whoever must know of it has been told. */
  readonly make: (job: Job) => Promise<Made | undefined>;
  readonly deliver: (made: Made) => Promise<void>;
  /** Whether the same may work a little later, by what was thrown. */
  readonly isPassing: (error: unknown) => boolean;
  /** Whether nobody was there, by what was thrown. */
  readonly isUnreachable: (error: unknown) => boolean;
  /** Told of each that will not go out. */
  readonly failed: (job: Job, error: unknown) => void;
  /** Told of each that is not taken, because too many wait. */
  readonly dropped: (job: Job) => void;
  /** Milliseconds. */
  readonly pauses?: readonly number[] | undefined;
}

/** What goes out beside the sign-ons: what is slow or broken about it holds up nobody. */
export interface DeliveryQueue<Job> {
  /** Takes one and returns at once; the same key twice is taken once. */
  send(job: Job, key: string): void;
  /**
   * Sends one now and waits for the first try. What is refused and may be taken later is tried again beside the sign-ons; what finds nobody there is not.
   * @throws what `deliver` threw, when nobody is there
   */
  sendNow(job: Job, key: string): Promise<void>;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  /** Takes no more, and lets what is on its way go for a moment. */
  close(): Promise<void>;
}

/** Runs something where the job came from: whoever queued another one has nothing to do with it. */
type InContext = ReturnType<typeof AsyncLocalStorage.snapshot>;

interface Tried<Job, Made> {
  readonly inContext: InContext;
  readonly job: Job;
  readonly made: Made;
  readonly refusals: number;
}

/** Delivers a few at once, new ones first, and tries again what may work a little later. */
export function createDeliveryQueue<Job, Made>(deps: DeliveryQueueDeps<Job, Made>): DeliveryQueue<Job> {
  const { make, deliver, isPassing, isUnreachable, failed, dropped, pauses = PAUSES } = deps;
  const waiting: { readonly job: Job; readonly inContext: InContext }[] = [];
  /** Refused ones whose pause is over; each goes after those that are new. */
  const again: Tried<Job, Made>[] = [];
  /** Refused ones whose pause is not over, each with its timer. */
  const resting = new Map<Tried<Job, Made>, NodeJS.Timeout>();
  const keys = new Set<string>();
  const stopping = new AbortController();
  let running = 0;
  let idle = Promise.withResolvers<void>();
  idle.resolve();

  function send(job: Job, key: string): void {
    if (keys.has(key)) return;
    if (stopping.signal.aborted || waiting.length >= LONGEST_QUEUE) {
      dropped(job);
      return;
    }
    remember(key);
    waiting.push({ job, inContext: AsyncLocalStorage.snapshot() });
    hire();
  }

  function remember(key: string): void {
    if (keys.size >= KEPT_KEYS) for (const oldest of [...keys].slice(0, KEPT_KEYS / 10)) keys.delete(oldest);
    keys.add(key);
  }

  async function sendNow(job: Job, key: string): Promise<void> {
    if (keys.has(key)) return;
    remember(key);
    try {
      const made = await make(job);
      if (made === undefined) return;
      await attempt({ inContext: AsyncLocalStorage.snapshot(), job, made, refusals: 0 }, isUnreachable);
    } catch (error) {
      failed(job, error);
      if (!isUnreachable(error)) return;
      keys.delete(key);
      throw error;
    }
  }

  function hire(): void {
    if (running >= AT_ONCE) return;
    if (running === 0 && resting.size === 0) idle = Promise.withResolvers<void>();
    running += 1;
    // After the answer to whoever is at the page: not even the making takes of its time.
    setImmediate(() => void work());
  }

  async function work(): Promise<void> {
    for (let next = take(); next !== undefined; next = take()) {
      const one = next;
      await one.inContext(() => process(one));
    }
    running -= 1;
    if (running === 0 && resting.size === 0) idle.resolve();
  }

  async function process(one: NonNullable<ReturnType<typeof take>>): Promise<void> {
    try {
      if ('refusals' in one) return await attempt(one);
      const made = await make(one.job);
      if (made !== undefined) await attempt({ ...one, made, refusals: 0 });
    } catch (error) {
      failed(one.job, error);
    }
  }

  /** What is new goes first, so that servers that refuse hold up nobody else's. */
  function take(): Tried<Job, Made> | (typeof waiting)[number] | undefined {
    return waiting.shift() ?? again.shift();
  }

  async function attempt(tried: Tried<Job, Made>, isFinal = (_error: unknown) => false): Promise<void> {
    try {
      await deliver(tried.made);
    } catch (error) {
      const wait = pauses[tried.refusals];
      if (isFinal(error) || !isPassing(error) || wait === undefined || stopping.signal.aborted) throw error;
      if (resting.size + again.length >= MOST_LATER) throw error;
      rest({ ...tried, refusals: tried.refusals + 1 }, wait);
    }
  }

  function rest(tried: Tried<Job, Made>, wait: number): void {
    const timer = setTimeout(() => {
      again.push(tried);
      hire();
      resting.delete(tried);
    }, wait);
    timer.unref();
    // What nobody queued rests beside what is on its way.
    if (running === 0 && resting.size === 0) idle = Promise.withResolvers<void>();
    resting.set(tried, timer);
  }

  return {
    send,
    sendNow,
    idle: () => idle.promise,
    close: async () => {
      stopping.abort();
      for (const [tried, timer] of resting) {
        clearTimeout(timer);
        again.push(tried);
        hire();
      }
      resting.clear();
      await Promise.race([idle.promise, pause(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
