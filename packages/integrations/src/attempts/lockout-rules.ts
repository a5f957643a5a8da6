import type { AccountLockoutService } from '@waygate/schema';
import type { AttemptRecord, AttemptTry } from '@waygate/storage';

/** After which time a try of which nothing more was heard was wrong: whoever compared it has died. */
const UNHEARD_MS = 30_000;
/** Longest lock that is not for ever. */
const LONGEST_MS = 525_600 * 60_000;

/** A lock that is in force. */
export type AccountLock = NonNullable<AttemptRecord['lock']>;

/** The lock of an account, if there is one at that time. @param now epoch milliseconds */
export function lockOf({ lock }: AttemptRecord, settings: AccountLockoutService, now: number): AccountLock | undefined {
  return settings.loginFailureLockoutMode && lock !== undefined && (lock.until === undefined || lock.until > now) ? lock : undefined;
}

/** The record with the account locked, when there were too many wrong tries in the window; undefined when there were not. */
export function lockedIfDue(record: AttemptRecord, settings: AccountLockoutService, now: number): AttemptRecord | undefined {
  if (!settings.loginFailureLockoutMode || lockOf(record, settings, now) !== undefined) return undefined;
  const from = Math.max(record.countedFrom ?? 0, now - settings.loginFailureDuration * 60_000);
  const counts = ({ at, unproved, wrong, undecided }: AttemptTry) =>
    at > from && unproved === undefined && undecided === undefined && (wrong === true || at + UNHEARD_MS <= now);
  // One answer that was held against several devices is one failure.
  const failures = new Set(record.authenticators.flatMap(({ tries }) => tries.filter(counts).map(({ key }) => key))).size;
  if (failures < settings.loginFailureCount) return undefined;
  const locks = record.locks ?? 0;
  const duration = Math.min(settings.lockoutDuration * 60_000 * settings.lockoutDurationMultiplier ** locks, LONGEST_MS);
  return { ...record, lock: { at: now, ...(duration > 0 ? { until: now + duration } : {}) }, locks: locks + 1, countedFrom: now };
}

/** Notes that a try was wrong; undefined when nobody knows of it. */
export function markedWrong(record: AttemptRecord, authenticator: string, key: string): AttemptRecord | undefined {
  let found = false;
  const authenticators = record.authenticators.map((one) => {
    if (one.name !== authenticator) return one;
    const tries = one.tries.map((each): AttemptTry => {
      if (each.key !== key) return each;
      found = true;
      return { ...each, wrong: true };
    });
    return { ...one, tries };
  });
  return found ? { ...record, authenticators } : undefined;
}

/** Takes the lock away. What was tried before it does not lock the account again. */
export function unlocked(record: AttemptRecord, now: number): AttemptRecord {
  const { lock: _, locks: __, countedFrom: ___, ...rest } = record;
  return rest.authenticators.length === 0 ? rest : { ...rest, countedFrom: now };
}
