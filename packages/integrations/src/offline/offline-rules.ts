import type { OfflineChallengeRecord, OfflineDeviceRecord } from '@waygate/storage';
import type { KeptPhone } from './device-cipher.ts';
import { afterWrong, lockedFor } from './offline-lock.ts';

/** How long a code can be typed. */
export const SECONDS_TO_LIVE = 180;
/** How many codes a person is shown in the window. */
const MOST_CHALLENGES = 5;
const WINDOW_MS = 10 * 60_000;
/** Wrong codes that end a challenge. */
const MOST_WRONG = 3;
/** How many phones of a person are known. */
const MOST_DEVICES = 10;

/** What became of a step, and the record after it; no record when nothing changes. */
export interface Ruling<R> {
  readonly result: R;
  readonly record?: OfflineDeviceRecord;
}

/** An online success clears what was counted. @returns undefined when nothing was */
export function afterOnlineSuccess(record: OfflineDeviceRecord): OfflineDeviceRecord | undefined {
  if (record.wrong === 0 && record.locks === 0 && record.lockedUntil === undefined) return undefined;
  const { lockedUntil: _, ...rest } = record;
  return { ...rest, wrong: 0, locks: 0 };
}

/** A phone has answered online: it is the one that was used last. */
export function withPhone(phones: readonly KeptPhone[], phone: KeptPhone): readonly KeptPhone[] {
  const others = phones.filter(({ id }) => id !== phone.id).map((one) => ({ ...one, primary: false }));
  return [{ ...phone, primary: true }, ...others].slice(0, MOST_DEVICES);
}

/** What is left when a phone is taken away: no code for it. */
export function withoutPhone(record: OfflineDeviceRecord, uuid: string): OfflineDeviceRecord | undefined {
  const challenges = record.challenges.filter(({ device }) => device !== uuid);
  return challenges.length === record.challenges.length ? undefined : { ...record, challenges };
}

/** Takes one of the places for codes. The same step again takes the place that it has. */
export function begun(
  record: OfflineDeviceRecord,
  challenge: OfflineChallengeRecord,
  now: number,
): Ruling<{ readonly status: 'begun' } | { readonly status: 'limited' | 'locked'; readonly retryAfter: number }> {
  const locked = lockedFor(record, now);
  if (locked !== undefined) return { result: { status: 'locked', retryAfter: locked } };
  const open = record.challenges.filter(({ expiresAt }) => expiresAt > now);
  const repeated = open.find(({ step }) => step === challenge.step);
  const recent = record.begun.filter((at) => at > now - WINDOW_MS);
  const [oldest = now] = recent;
  if (repeated === undefined && recent.length >= MOST_CHALLENGES) {
    return { result: { status: 'limited', retryAfter: Math.ceil((oldest + WINDOW_MS - now) / 1000) } };
  }
  return {
    result: { status: 'begun' },
    record: {
      ...record,
      challenges: [
        ...open.filter((one) => one !== repeated),
        { ...challenge, wrong: repeated?.wrong ?? 0, ...(repeated?.usedBy === undefined ? {} : { usedBy: repeated.usedBy }) },
      ],
      begun: repeated === undefined ? [...recent, now] : recent,
    },
  };
}

/** A typed code as the rules see it. */
export interface TypedCode extends Pick<OfflineChallengeRecord, 'id' | 'run' | 'application' | 'step'> {
  /** Compares in constant time. */
  readonly isRight: (challenge: OfflineChallengeRecord) => boolean;
}

/** Judges a typed code. Nothing is compared while it is locked, nor of a challenge that is over or belongs elsewhere. */
export function judged(
  record: OfflineDeviceRecord,
  typed: TypedCode,
  now: number,
): Ruling<
  | { readonly status: 'right'; readonly device: string }
  | { readonly status: 'wrong'; readonly left: number }
  | { readonly status: 'over' }
  | { readonly status: 'locked'; readonly retryAfter: number }
> {
  const challenge = record.challenges.find(({ id }) => id === typed.id);
  const isOwn = challenge !== undefined && challenge.run === typed.run && challenge.application === typed.application;
  if (isOwn && challenge.usedBy === typed.step) return { result: { status: 'right', device: challenge.device } };
  const locked = lockedFor(record, now);
  if (locked !== undefined) return { result: { status: 'locked', retryAfter: locked } };
  if (!isOwn || challenge.usedBy !== undefined || challenge.expiresAt <= now || challenge.wrong >= MOST_WRONG) {
    return { result: { status: 'over' } };
  }
  const replaced = (next: OfflineChallengeRecord) => record.challenges.map((one) => (one === challenge ? next : one));
  if (typed.isRight(challenge)) {
    return {
      result: { status: 'right', device: challenge.device },
      record: { ...record, challenges: replaced({ ...challenge, usedBy: typed.step }), wrong: 0 },
    };
  }
  const after = { ...record, ...afterWrong(record, now), challenges: replaced({ ...challenge, wrong: challenge.wrong + 1 }) };
  const retryAfter = lockedFor(after, now);
  if (retryAfter !== undefined) return { result: { status: 'locked', retryAfter }, record: after };
  const left = MOST_WRONG - challenge.wrong - 1;
  return { result: left === 0 ? { status: 'over' } : { status: 'wrong', left }, record: after };
}
