import { createHmac } from 'node:crypto';
import type { AttemptPermit, AttemptPort, AttemptTarget, Notice } from '@waygate/node-kit';
import { accountLockoutService, authenticatorThrottleService } from '@waygate/schema';
import type { AttemptHolder, AttemptRecord, AttemptStore, ServiceStore } from '@waygate/storage';
import { lockedIfDue, lockOf, markedWrong, unlocked } from './lockout-rules.ts';
import { cleared, delayedUntil, failuresOf, isUsedUp, judged, type OwnLimit, reset, undecided, withdrawn } from './throttle-rules.ts';

/** How long tries are counted for a name that nobody is called. */
const NOBODY_KEPT_MS = 24 * 3_600_000;
/** How long one that was locked is remembered: as long as the longest lock that ends. One of somebody may last for ever, but names that were made up may not. */
const NOBODY_LOCKED_KEPT_MS = 365 * 24 * 3_600_000;

export interface AttemptServiceDeps {
  readonly attempts: AttemptStore;
  readonly services: Pick<ServiceStore, 'get'>;
  /** For digests, so that what is stored says neither a name nor what was tried. */
  readonly key: Buffer;
  /** Tells people of their account. */
  readonly tell: (notice: Notice) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is known of a try beside its target. */
export interface AttemptFacts {
  /** Whether nothing was proved of the person yet in the run, so that the try can lock no account and disable nothing. */
  readonly unproved?: boolean;
  /** A limit that the authenticator has besides those of all. */
  readonly within?: OwnLimit;
}

/** How things are with the ways into an account. Times are epoch milliseconds. */
export interface AttemptStanding {
  readonly lock: { readonly at: number; readonly until?: number } | undefined;
  readonly authenticators: readonly {
    readonly name: string;
    /** Failures in a row. */
    readonly failures: number;
    readonly disabled: boolean;
    /** When it can be tried again, if it must wait. */
    readonly waitsUntil?: number;
  }[];
}

/** The throttle with what only the server may do. */
export interface AttemptService extends AttemptPort {
  begin(target: AttemptTarget, key: string, facts?: AttemptFacts): Promise<AttemptPermit>;
  succeeded(target: AttemptTarget, key: string): Promise<void>;
  /** A try that was begun under this key was wrong, which is certain now. @returns whether the account is locked, by this or already */
  failed(target: AttemptTarget, key: string): Promise<boolean>;
  /** The answer was right, but of another authenticator: it is no failure of this one. What was counted before stays. */
  withdrawn(target: AttemptTarget, key: string): Promise<void>;
  isLocked(realm: string, personId: string): Promise<boolean>;
  standing(realm: string, personId: string): Promise<AttemptStanding>;
  /** Clears what was counted of an authenticator of a person, because it was bound anew or an administrator says so; of every one when none is named. */
  reset(realm: string, personId: string, authenticator?: string): Promise<void>;
  /** Unlocks an account. What was counted of its authenticators stays. */
  unlock(realm: string, personId: string): Promise<void>;
}

/** The one throttle of everything that verifies a person. Every try is counted in one document of the person, by one compare-and-set, before anything is compared. */
export function createAttemptService({ attempts, services, key: secret, tell, now }: AttemptServiceDeps): AttemptService {
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
  const throttleOf = async (realm: string) =>
    (await services.get(realm, 'authenticatorThrottle')) ?? authenticatorThrottleService.parse({});
  const lockoutOf = async (realm: string) => (await services.get(realm, 'accountLockout')) ?? accountLockoutService.parse({});
  const holderOf = (subject: AttemptTarget['subject']): AttemptHolder =>
    'nobody' in subject ? { name: digest(`name ${spelling(subject.nobody)}`) } : { person: subject.id };
  const change = (
    realm: string,
    subject: AttemptTarget['subject'],
    at: number,
    step: (record: AttemptRecord) => AttemptRecord | undefined,
  ) => attempts.update(realm, holderOf(subject), { now: at, ...('nobody' in subject ? { expiresAt: nobodyUntil(at) } : {}) }, step);
  const nobodyUntil = (at: number) => (record: AttemptRecord) => at + (record.lock === undefined ? NOBODY_KEPT_MS : NOBODY_LOCKED_KEPT_MS);

  /** Each lock and each authenticator that is disabled happens once, so its time names it. */
  function tellOf(
    event: 'accountLocked' | 'authenticatorDisabled',
    { realm, subject, authenticator }: AttemptTarget,
    at: number,
    until?: number,
  ): void {
    if ('nobody' in subject) return;
    const name = digest(`notice ${event} ${realm} ${subject.id} ${authenticator} ${at}`);
    tell({ realm, subject, event, facts: until === undefined ? {} : { until }, runId: name, idempotencyKey: name });
  }

  return {
    async begin(target, key, { unproved = false, within } = {}) {
      const { realm, subject, authenticator } = target;
      const [throttle, lockout] = await Promise.all([throttleOf(realm), lockoutOf(realm)]);
      const at = now();
      const asked = { authenticator, key: digest(key), now: at, unproved, within };
      let permit: AttemptPermit = { allowed: false, reason: 'wait' };
      let happened: (() => void) | undefined;
      await change(realm, subject, at, (before) => {
        happened = undefined;
        const locks = lockedIfDue(before, lockout, at);
        const record = locks ?? before;
        const lock = lockOf(record, lockout, at);
        if (lock !== undefined) {
          permit = {
            allowed: false,
            reason: 'locked',
            ...(lock.until === undefined ? {} : { retryAfter: Math.ceil((lock.until - at) / 1_000) }),
          };
          if (locks !== undefined) happened = () => tellOf('accountLocked', target, at, lock.until);
          return locks;
        }
        const ruling = judged(record, asked, throttle);
        permit = ruling.permit;
        if (ruling.disables === true) happened = () => tellOf('authenticatorDisabled', target, at);
        return ruling.record;
      });
      happened?.();
      return permit;
    },
    async succeeded({ realm, subject, authenticator }, key) {
      await change(realm, subject, now(), (record) => cleared(record, authenticator, digest(key)));
    },
    async undecided({ realm, subject, authenticator }, key) {
      await change(realm, subject, now(), (record) => undecided(record, authenticator, digest(key)));
    },
    async failed(target, key) {
      const { realm, subject, authenticator } = target;
      const lockout = await lockoutOf(realm);
      if (!lockout.loginFailureLockoutMode) return false;
      const at = now();
      let lock: AttemptRecord['lock'];
      let isNew = false;
      await change(realm, subject, at, (before) => {
        const marked = markedWrong(before, authenticator, digest(key));
        const locks = lockedIfDue(marked ?? before, lockout, at);
        isNew = locks !== undefined;
        lock = lockOf(locks ?? before, lockout, at);
        return locks ?? marked;
      });
      if (isNew) tellOf('accountLocked', target, at, lock?.until);
      return lock !== undefined;
    },
    async withdrawn({ realm, subject, authenticator }, key) {
      await change(realm, subject, now(), (record) => withdrawn(record, authenticator, digest(key)));
    },
    async isLocked(realm, personId) {
      const lockout = await lockoutOf(realm);
      if (!lockout.loginFailureLockoutMode) return false;
      const record = await attempts.find(realm, { person: personId }, now());
      return record !== undefined && lockOf(record, lockout, now()) !== undefined;
    },
    async standing(realm, personId) {
      const [throttle, lockout] = await Promise.all([throttleOf(realm), lockoutOf(realm)]);
      const at = now();
      const record = (await attempts.find(realm, { person: personId }, at)) ?? { authenticators: [] };
      return {
        lock: lockOf(record, lockout, at),
        authenticators: record.authenticators.map((one) => {
          const until = delayedUntil(record, one, at, throttle);
          const disabled = one.disabledAt !== undefined || isUsedUp(one, throttle);
          return { name: one.name, failures: failuresOf(one), disabled, ...(until > at && !disabled ? { waitsUntil: until } : {}) };
        }),
      };
    },
    async reset(realm, personId, authenticator) {
      await attempts.update(realm, { person: personId }, { now: now() }, (record) => reset(record, authenticator));
    },
    async unlock(realm, personId) {
      const at = now();
      await attempts.update(realm, { person: personId }, { now: at }, (record) => unlocked(record, at));
    },
  };
}

/** All spellings of a name that count as the same (case, Unicode form). */
function spelling(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}
