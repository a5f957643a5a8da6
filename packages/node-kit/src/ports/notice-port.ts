import type { Subject } from './identity-port.ts';

/** What a person is told of their account. */
export type NoticeEvent =
  | 'deviceAdded'
  | 'deviceRemoved'
  | 'deviceRenamed'
  | 'devicePrimary'
  | 'secondFactorChanged'
  | 'recoveryCodeUsed'
  | 'recoveryCodesNew'
  | 'offlineBackupCodeUsed'
  | 'offlineBackupCodeNew'
  | 'offlineCodeExpires'
  | 'accountLocked'
  | 'authenticatorDisabled'
  | 'addressChanged'
  | 'accessTakenBack';

/** What a notice says of the event. Never a secret. */
export interface NoticeFacts {
  /** What the device is called; of one that was renamed, its new name. */
  readonly deviceName?: string;
  /** What the application is called. */
  readonly application?: string;
  /** How many recovery codes are left. */
  readonly left?: number;
  /** Until when the account is locked, or a code is good, epoch milliseconds. */
  readonly until?: number;
}

/** News of an account for its owner. */
export interface Notice {
  readonly realm: string;
  readonly subject: Subject;
  readonly event: NoticeEvent;
  readonly facts?: NoticeFacts;
  /** Mail address in the place of the one that the account has: the one that it had, when that has just changed. */
  readonly to?: string;
  /** Language tags, best first, for a person who has not said which language they read. */
  readonly locales?: readonly string[];
  /** Names the run that it came of, for limits. */
  readonly runId: string;
  /** The same for a run that is repeated after a crash: the same key twice tells of an event once. */
  readonly idempotencyKey: string;
}

/** Tells people what happened to their account, by another way than the one it happened by. */
export interface NoticePort {
  /**
   * Takes a notice on its way, to the address that the account has at this moment, and returns at once. An account without an address gets none. What becomes of it, only
   * the operator is told.
   */
  tell(notice: Notice): void;
}
