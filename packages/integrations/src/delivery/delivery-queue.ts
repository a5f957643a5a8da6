import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryClaims } from './delivery-claims.ts';

/** How many are on their way at once, and how many wait. */
const AT_ONCE = 4;
const LONGEST_QUEUE = 1_000;
/** How many that were refused, or that another process is at, wait for another try, apart from those that are new. */
const MOST_LATER = 1_000;
/** How many keys of what was taken are remembered. */
const KEPT_KEYS = 5_000;
/** Pauses before another try, milliseconds. */
const PAUSES: readonly number[] = [1_000, 5_000, 20_000];
/** How long what is on its way has when the server stops, milliseconds. */
const GRACE_MS = 4_000;
/**
 * How long a claim holds that nobody renews, milliseconds: longer than a process stands still that is well, and no longer than somebody waits for what a process that was killed
 * had not sent.
 */
const LEASE_MS = 10_000;
/** How often a claim is renewed while a try lasts, milliseconds. */
const RENEWED_EVERY_MS = 3_000;
/** How often whoever waits for a try of another process looks, milliseconds. */
const LOOKS_EVERY_MS = 250;
/** Pauses before it is told once more that something was sent, where the store did not take it, milliseconds. */
const SETTLE_PAUSES: readonly number[] = [500, 2_000, 5_000];

export interface DeliveryQueueDeps<Job, Made> {
  /** Who of all processes that were asked to send the same does. */
  readonly claims: Pick<DeliveryClaims, 'take' | 'settle' | 'release'>;
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
  /** Takes one and returns at once; the same key twice is sent once, whichever processes it is given to. @param key tells nothing of what is sent or to whom */
  send(job: Job, key: string): void;
  /**
   * Sends one now and waits for the first try, that of another process if it has the same. What is refused and may be taken later is tried again beside the sign-ons; what
   * finds nobody there is not.
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

interface Queued<Job, Made> {
  readonly inContext: InContext;
  readonly job: Job;
  readonly key: string;
  /** What goes out, once it was made. */
  readonly made?: Made;
  readonly refusals: number;
}

type Tried<Job, Made> = Queued<Job, Made> & { readonly made: Made };

/** Delivers a few at once, new ones first, and tries again what may work a little later. What was asked of several processes one of them sends, by a claim in the store. */
export function createDeliveryQueue<Job, Made>(deps: DeliveryQueueDeps<Job, Made>): DeliveryQueue<Job> {
  const { claims, make, deliver, isPassing, isUnreachable, failed, dropped, pauses = PAUSES } = deps;
  const waiting: Queued<Job, Made>[] = [];
  /** Those whose pause is over; each goes after those that are new. */
  const again: Queued<Job, Made>[] = [];
  /** Those whose pause is not over, each with its timer. */
  const resting = new Map<Queued<Job, Made>, NodeJS.Timeout>();
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
    waiting.push(queued(job, key));
    hire();
  }

  function queued(job: Job, key: string): Queued<Job, Made> {
    return { inContext: AsyncLocalStorage.snapshot(), job, key, refusals: 0 };
  }

  function remember(key: string): void {
    if (keys.size >= KEPT_KEYS) for (const oldest of [...keys].slice(0, KEPT_KEYS / 10)) keys.delete(oldest);
    keys.add(key);
  }

  async function sendNow(job: Job, key: string): Promise<void> {
    if (keys.has(key)) return;
    remember(key);
    try {
      const claimedAt = await claimedNow(key);
      if (claimedAt !== undefined) await attempt(queued(job, key), claimedAt, isUnreachable);
    } catch (error) {
      failed(job, error);
      if (!isUnreachable(error)) return;
      keys.delete(key);
      await claims.release(key).catch(() => undefined);
      throw error;
    }
  }

  /** @returns since when it is ours; undefined when somebody else has made the first try */
  async function claimedNow(key: string): Promise<number | undefined> {
    for (;;) {
      const at = performance.now();
      const claim = await claims.take(key, LEASE_MS);
      if (claim.status === 'ours') return at;
      if (claim.status === 'settled' || claim.isTried || stopping.signal.aborted) return undefined;
      await pause(Math.min(claim.leftMs, LOOKS_EVERY_MS));
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

  async function process(one: Queued<Job, Made>): Promise<void> {
    try {
      const at = performance.now();
      const claim = await claims.take(one.key, LEASE_MS, one.refusals > 0);
      if (claim.status === 'ours') await attempt(one, at);
      else if (claim.status === 'theirs') wait(one, claim.leftMs);
    } catch (error) {
      failed(one.job, error);
    }
  }

  /** What is new goes first, so that servers that refuse hold up nobody else's. */
  function take(): Queued<Job, Made> | undefined {
    return waiting.shift() ?? again.shift();
  }

  /** Looks again when the time of whoever is at it is over: if they were killed, it is sent then. Who stops leaves it to them. */
  function wait(one: Queued<Job, Made>, milliseconds: number): void {
    if (stopping.signal.aborted) return;
    if (resting.size + again.length >= MOST_LATER) dropped(one.job);
    else rest(one, milliseconds);
  }

  /** Makes and sends what is claimed. What comes of it in the end is settled, so that nobody sends it again. */
  async function attempt(one: Queued<Job, Made>, claimedAt: number, isFinal = (_error: unknown) => false): Promise<void> {
    const { key, refusals } = one;
    const claim = heldClaim(key, claimedAt, refusals > 0);
    try {
      const made = one.made ?? (await make(one.job));
      if (made === undefined) return await settle(key);
      const tried = { ...one, made };
      // Who stood still until their time was over looks whether another was at it meanwhile.
      if (!(await claim.isOurs())) return wait(tried, LEASE_MS);
      if (await delivered(tried, isFinal)) await settle(key);
    } catch (error) {
      if (!isFinal(error)) await settle(key);
      throw error;
    } finally {
      claim.end();
    }
  }

  /** @returns false when it was refused and is tried again later */
  async function delivered(tried: Tried<Job, Made>, isFinal: (error: unknown) => boolean): Promise<boolean> {
    try {
      await deliver(tried.made);
      return true;
    } catch (error) {
      const wait = pauses[tried.refusals];
      if (isFinal(error) || !isPassing(error) || wait === undefined || stopping.signal.aborted) throw error;
      if (resting.size + again.length >= MOST_LATER) throw error;
      // Whoever else gets it meanwhile sends it instead.
      await claims.take(tried.key, wait + LEASE_MS, true).catch(() => undefined);
      rest({ ...tried, refusals: tried.refusals + 1 }, wait);
      return false;
    }
  }

  /** Renews a claim while a try lasts. */
  function heldClaim(key: string, claimedAt: number, isTried: boolean) {
    let renewedAt = claimedAt;
    const renew = async () => {
      const at = performance.now();
      const { status } = await claims.take(key, LEASE_MS, isTried);
      if (status === 'ours') renewedAt = at;
      return status === 'ours';
    };
    // A store that cannot be reached now may be at the next time; a try that is under way goes on in any case.
    const timer = setInterval(() => void renew().catch(() => undefined), RENEWED_EVERY_MS);
    timer.unref();
    return {
      isOurs: async () => performance.now() - renewedAt < LEASE_MS || renew(),
      end: () => clearInterval(timer),
    };
  }

  /** Where the store does not take it at once it is told again beside what goes on; where it never does, another may send the same when the claim is over. */
  async function settle(key: string): Promise<void> {
    await claims.settle(key).catch(() => void settleLater(key));
  }

  async function settleLater(key: string): Promise<void> {
    for (const wait of SETTLE_PAUSES) {
      await pause(wait, undefined, { ref: false });
      if (
        await claims.settle(key).then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }

  function rest(one: Queued<Job, Made>, milliseconds: number): void {
    const timer = setTimeout(() => {
      again.push(one);
      hire();
      resting.delete(one);
    }, milliseconds);
    timer.unref();
    // What nobody queued rests beside what is on its way.
    if (running === 0 && resting.size === 0) idle = Promise.withResolvers<void>();
    resting.set(one, timer);
  }

  return {
    send,
    sendNow,
    idle: () => idle.promise,
    close: async () => {
      stopping.abort();
      for (const [one, timer] of resting) {
        clearTimeout(timer);
        again.push(one);
        hire();
      }
      resting.clear();
      await Promise.race([idle.promise, pause(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
