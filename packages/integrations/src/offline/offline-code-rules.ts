import { verifyOathCode } from '@waygate/mfa';
import type { TypedOfflineCodeResult } from '@waygate/node-kit';
import type { OfflineCodeApp, OfflineCodeRecord, OfflineEvent } from '@waygate/storage';
import { afterWrong, lockedFor } from './offline-lock.ts';

/** How far the clock of an app may be off in all, steps. */
const MOST_DRIFT = 10;

/** What became of a step, and the record after it; no record when nothing changes. */
export interface OfflineCodeRuling<R> {
  readonly result: R;
  readonly record?: OfflineCodeRecord;
}

/** A try as the rules see it. */
export interface OfflineCodeTry {
  /** Digest of the step that it is made in. */
  readonly step: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The app of a person, if it is worth anything now. */
export function appOf({ app }: OfflineCodeRecord, now: number): OfflineCodeApp | undefined {
  return app === undefined || (app.expiresAt !== undefined && app.expiresAt <= now) ? undefined : app;
}

/** What stands in the way of a try, before anything is compared. */
function obstacle(record: OfflineCodeRecord, { step, now }: OfflineCodeTry): TypedOfflineCodeResult | undefined {
  const { lastUse } = record;
  if (lastUse?.step === step) return { status: lastUse.with === 'app' ? 'right' : 'replaced', device: lastUse.device };
  const retryAfter = lockedFor(record, now);
  if (retryAfter !== undefined) return { status: 'locked', retryAfter };
  return appOf(record, now) === undefined ? { status: 'none' } : undefined;
}

/** Judges a code of the app. One that was used is wrong, and counts for nothing: whoever types it again has guessed nothing. */
export function appCodeJudged(
  record: OfflineCodeRecord,
  code: string,
  timeSteps: number,
  asked: OfflineCodeTry,
): OfflineCodeRuling<TypedOfflineCodeResult> {
  const { step, now } = asked;
  const obstructed = obstacle(record, asked);
  const { app } = record;
  if (obstructed !== undefined || app === undefined) return { result: obstructed ?? { status: 'none' } };
  const settings = { hotpWindowSize: 1, totpTimeSteps: timeSteps, maximumAllowedClockDrift: MOST_DRIFT };
  const ruling = verifyOathCode(app.device, code, settings, now);
  if (ruling.accepted) {
    const { uuid } = ruling.device;
    return {
      result: { status: 'right', device: uuid },
      record: { ...record, app: { ...app, device: ruling.device }, wrong: 0, lastUse: { step, with: 'app', device: uuid } },
    };
  }
  if (ruling.reason === 'used') return { result: { status: 'wrong' } };
  return failed(record, now);
}

/** Counts a backup code that is to be compared as a wrong one, because comparing takes its time. `wrong` is what it says of it unless it turns out to be right. */
export function backupCodeTaken(record: OfflineCodeRecord, asked: OfflineCodeTry): OfflineCodeRuling<TypedOfflineCodeResult> {
  const obstructed = obstacle(record, asked);
  return obstructed === undefined ? failed(record, asked.now) : { result: obstructed };
}

/**
 * Uses up a backup code that was compared: the app goes with it, and so does all that was counted. Of several at once one does.
 * @param hash the kept hash that the code has
 */
export function backupCodeUsed(
  record: OfflineCodeRecord,
  hash: string,
  event: OfflineEvent,
  step: string,
): OfflineCodeRuling<TypedOfflineCodeResult> {
  const { app } = record;
  if (app?.backupCodeHash !== hash) return { result: { status: 'wrong' } };
  const { uuid, deviceName } = app.device;
  return {
    result: { status: 'replaced', device: uuid },
    record: {
      ...withoutCounts(withoutApp(record)),
      lastUse: { step, with: 'backupCode', device: uuid },
      unsentEvents: [...record.unsentEvents, { ...event, deviceName }],
    },
  };
}

/** What is left when the app is taken away. */
export function withoutApp({ app: _, lastUse: _use, ...record }: OfflineCodeRecord): OfflineCodeRecord {
  return record;
}

/** The same with nothing counted. */
export function withoutCounts({ lockedUntil: _, ...record }: OfflineCodeRecord): OfflineCodeRecord {
  return { ...record, wrong: 0, locks: 0 };
}

function failed(record: OfflineCodeRecord, now: number): OfflineCodeRuling<TypedOfflineCodeResult> {
  const after = { ...record, ...afterWrong(record, now) };
  const retryAfter = lockedFor(after, now);
  return { result: retryAfter === undefined ? { status: 'wrong' } : { status: 'locked', retryAfter }, record: after };
}
