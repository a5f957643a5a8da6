/** Wrong codes in a row that lock. */
const LOCKING = 10;
/** The first lock; each further one lasts twice as long. */
const FIRST_LOCK_MS = 15 * 60_000;
const LONGEST_LOCK_MS = 24 * 3_600_000;
/** How long after a lock the next one lasts longer for it. */
const LOCKS_REMEMBERED_MS = 24 * 3_600_000;

/** What was tried in vain against something that proves a person offline. */
export interface OfflineLock {
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** How often it was locked of late. */
  readonly locks: number;
  /** Epoch milliseconds. */
  readonly lockedUntil?: number;
}

/** Seconds for which nothing is compared; undefined when it is not locked. */
export function lockedFor({ lockedUntil }: OfflineLock, now: number): number | undefined {
  return lockedUntil !== undefined && lockedUntil > now ? Math.ceil((lockedUntil - now) / 1000) : undefined;
}

/** One more wrong code. */
export function afterWrong({ wrong, locks, lockedUntil }: OfflineLock, now: number): OfflineLock {
  if (wrong + 1 < LOCKING) return { wrong: wrong + 1, locks, ...(lockedUntil === undefined ? {} : { lockedUntil }) };
  const before = now - (lockedUntil ?? now) > LOCKS_REMEMBERED_MS ? 0 : locks;
  const duration = Math.min(FIRST_LOCK_MS * 2 ** before, LONGEST_LOCK_MS);
  return { wrong: 0, locks: before + 1, lockedUntil: now + duration };
}
