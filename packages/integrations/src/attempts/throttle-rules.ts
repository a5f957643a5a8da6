import type { AttemptPermit } from '@waygate/node-kit';
import type { AuthenticatorThrottleService } from '@waygate/schema';
import type { AttemptRecord, AttemptTry, AuthenticatorAttempts } from '@waygate/storage';

/** How long a try is known by its key; then it only counts. */
const KEPT_MS = 24 * 3_600_000;
/** How many tries of one authenticator are known by their keys at most: as many as the largest limit over a window needs. */
const KEPT_TRIES = 1_000;
/** How many tries that nobody judged are no failures, of those that are known. */
const SPARED = 5;
/** What is answered by a signature: there is nothing to guess at. */
const UNGUESSABLE = /^(?:webauthn|binding):/;

/** A try as the rules see it. */
export interface AskedTry {
  readonly authenticator: string;
  /** A digest. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Made before anything was proved of the person. */
  readonly unproved: boolean;
  /** A limit of the authenticator's own besides. */
  readonly within?: OwnLimit | undefined;
}

/** No more than so many failures in a window. */
export interface OwnLimit {
  readonly most: number;
  readonly windowMs: number;
}

/** What the rules say of a try, and the record as it is then; absent when nothing changes. */
export interface Ruling {
  readonly permit: AttemptPermit;
  readonly record?: AttemptRecord;
  /** Whether the authenticator came to be worth nothing by this. */
  readonly disables?: true;
}

/** Judges a try that is asked for. One that is allowed is counted as a failure. */
export function judged(record: AttemptRecord, asked: AskedTry, settings: AuthenticatorThrottleService): Ruling {
  const { authenticator, key, now, unproved } = asked;
  const own = attemptsOf(record, authenticator);
  if (own.tries.some((one) => one.key === key)) return { permit: { allowed: true } };
  if (own.disabledAt !== undefined) return { permit: { allowed: false, reason: 'disabled' } };
  if (isUsedUp(own, settings)) {
    return {
      permit: { allowed: false, reason: 'disabled' },
      record: withAttempts(record, { ...own, disabledAt: now }),
      disables: true,
    };
  }
  // Otherwise whoever knows a name could keep its owner from the one thing that they cannot guess.
  if (unproved && UNGUESSABLE.test(authenticator)) return { permit: { allowed: true } };
  const until = Math.max(delayedUntil(record, own, now, settings), windowUntil(own.tries, now, asked.within));
  if (until > now) return { permit: { allowed: false, reason: 'wait', retryAfter: Math.ceil((until - now) / 1_000) } };
  const one: AttemptTry = { key, at: now, ...(unproved ? { unproved: true } : {}) };
  return { permit: { allowed: true }, record: withAttempts(record, { ...own, tries: [...own.tries, one] }, now) };
}

/**
 * Takes away what a right try clears: what was counted of its authenticator up to it. What was begun later still counts.
 * @returns undefined when no such try was allowed
 */
export function cleared(record: AttemptRecord, authenticator: string, key: string): AttemptRecord | undefined {
  const own = attemptsOf(record, authenticator);
  const place = own.tries.findIndex((one) => one.key === key);
  if (place === -1) return undefined;
  const { disabledAt: _, ...rest } = own;
  return settled(withAttempts(record, { ...rest, forgotten: 0, tries: own.tries.slice(place + 1) }));
}

/** Takes back one try, and nothing that was counted before it. @returns undefined when no such try was allowed */
export function withdrawn(record: AttemptRecord, authenticator: string, key: string): AttemptRecord | undefined {
  const own = attemptsOf(record, authenticator);
  if (!own.tries.some((one) => one.key === key)) return undefined;
  return settled(withAttempts(record, { ...own, tries: own.tries.filter((one) => one.key !== key) }));
}

/**
 * Notes that nobody judged a try. It goes by another key from then on, so that what is tried again in its place counts.
 * @returns undefined when no such try was allowed
 */
export function undecided(record: AttemptRecord, authenticator: string, key: string): AttemptRecord | undefined {
  const own = attemptsOf(record, authenticator);
  if (!own.tries.some((one) => one.key === key)) return undefined;
  const note = (one: AttemptTry, place: number): AttemptTry =>
    one.key === key ? { key: `${key} ${place} ${one.at}`, at: one.at, undecided: true } : one;
  return withAttempts(record, { ...own, tries: own.tries.map(note) });
}

/** Takes away all that was counted of an authenticator, of every one when none is named. */
export function reset(record: AttemptRecord, authenticator?: string): AttemptRecord {
  return settled({
    ...record,
    authenticators: record.authenticators.filter(({ name }) => authenticator !== undefined && name !== authenticator),
  });
}

/** Once nothing is counted any more, the next lock is the first again. */
function settled(record: AttemptRecord): AttemptRecord {
  if (record.authenticators.length > 0) return record;
  const { locks: _, countedFrom: __, ...rest } = record;
  return rest;
}

/** Whether there were so many failures in a row that an authenticator is worth nothing any more. */
export function isUsedUp(own: AuthenticatorAttempts, settings: AuthenticatorThrottleService): boolean {
  return own.forgotten + own.tries.filter((one) => isLasting(own, one)).length >= settings.mostFailures;
}

/**
 * Whether a failure counts until the authenticator was right. The others only delay, and are forgotten in time: whoever knows no more than a name can make them, and
 * would otherwise take an authenticator from its owner for good.
 */
function isLasting({ name }: AuthenticatorAttempts, { unproved, undecided: unjudged }: AttemptTry): boolean {
  return unproved === undefined && unjudged === undefined && name !== 'password';
}

/** How many tries in a row were not found right, without the few that nobody judged. */
export function failuresOf({ forgotten, tries }: AuthenticatorAttempts): number {
  return forgotten + failuresAmong(tries).length;
}

function failuresAmong(tries: readonly AttemptTry[]): readonly AttemptTry[] {
  const unjudged = tries.filter((one) => one.undecided !== undefined);
  const spared = new Set(unjudged.slice(0, SPARED));
  return tries.filter((one) => !spared.has(one));
}

/** When an authenticator can be tried again, epoch milliseconds; `now` when at once. */
export function delayedUntil(
  record: AttemptRecord,
  own: AuthenticatorAttempts,
  now: number,
  settings: AuthenticatorThrottleService,
): number {
  const ownUntil = ownDelayUntil(own, failuresOf(own), now, settings);
  return UNGUESSABLE.test(own.name) ? ownUntil : Math.max(ownUntil, personDelayUntil(record, now, settings));
}

function attemptsOf(record: AttemptRecord, authenticator: string): AuthenticatorAttempts {
  return record.authenticators.find(({ name }) => name === authenticator) ?? { name: authenticator, forgotten: 0, tries: [] };
}

function ownDelayUntil(own: AuthenticatorAttempts, failures: number, now: number, settings: AuthenticatorThrottleService): number {
  const beyond = failures - settings.freeFailures;
  const last = failuresAmong(own.tries).at(-1);
  if (beyond < 0 || last === undefined) return now;
  const delay = Math.min(settings.firstDelaySeconds * 2 ** beyond, settings.longestDelaySeconds) * 1_000;
  // A clock that went back keeps nobody out for longer than the delay.
  return Math.min(last.at, now) + delay;
}

function personDelayUntil(record: AttemptRecord, now: number, settings: AuthenticatorThrottleService): number {
  // One answer that was held against several devices is one failure.
  const guesses = record.authenticators.filter(({ name }) => !UNGUESSABLE.test(name)).flatMap((one) => failuresAmong(one.tries));
  const tries = [...new Map(guesses.map((one) => [one.key, one])).values()];
  return windowUntil(tries, now, { most: settings.personFailures, windowMs: settings.personWindowMinutes * 60_000 });
}

/** When there are fewer tries in the window than there may be. A clock that went back keeps nobody out for longer than the window. */
function windowUntil(tries: readonly AttemptTry[], now: number, limit: OwnLimit | undefined): number {
  if (limit === undefined) return now;
  const times = tries.map(({ at }) => Math.min(at, now)).sort((a, b) => a - b);
  const blocking = times[times.length - limit.most];
  return blocking === undefined ? now : Math.max(blocking + limit.windowMs, now);
}

function withAttempts(record: AttemptRecord, attempts: AuthenticatorAttempts, now?: number): AttemptRecord {
  const others = record.authenticators.filter(({ name }) => name !== attempts.name);
  const kept = now === undefined ? attempts : withoutStale(attempts, now);
  return { ...record, authenticators: kept.forgotten + kept.tries.length === 0 ? others : [...others, kept] };
}

function withoutStale(attempts: AuthenticatorAttempts, now: number): AuthenticatorAttempts {
  const tries = attempts.tries.filter(({ at }) => at + KEPT_MS > now).slice(-KEPT_TRIES);
  const kept = new Set(tries);
  const lasting = attempts.tries.filter((one) => !kept.has(one) && isLasting(attempts, one)).length;
  return { ...attempts, forgotten: attempts.forgotten + lasting, tries };
}
