import type { OathDevice } from '@waygate/node-kit';

/** What became of the offline code of a person, or of a phone of theirs, for the log and for its owner. */
export type OfflineEventKind = 'backupCodeUsed' | 'backupCodeNew' | 'codeRenamed' | 'codeExpired' | 'codeRemoved' | 'phoneRemoved';

/** News that waits until everything can be reached again. */
export interface OfflineEvent {
  readonly id: string;
  readonly kind: OfflineEventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: 'owner' | 'operator';
  readonly deviceName: string;
  /** From when on codes are worth nothing, epoch milliseconds. */
  readonly until?: number;
  /** Whoever delivers it has it until then, epoch milliseconds. */
  readonly claimedUntil?: number;
}

/** The app that shows codes for an outage. It was kept only after one of its codes was typed. */
export interface OfflineCodeApp {
  /** With its secret, and the last step that was used. */
  readonly device: OathDevice;
  /** One-way. */
  readonly backupCodeHash?: string;
  /** From when on it is worth nothing, epoch milliseconds. */
  readonly expiresAt?: number;
}

/** The offline code of a person with what was tried against it. Times are epoch milliseconds. */
export interface OfflineCodeRecord {
  readonly app?: OfflineCodeApp;
  /** When the person was reminded last and put it off. */
  readonly lastReminder?: number;
  /** Days between reminders in the place of what the realm says; 0 for none. */
  readonly reminderDays?: number;
  readonly unsentEvents: readonly OfflineEvent[];
  /** The step whose code was right last, as a digest: only that step is right again. */
  readonly lastUse?: { readonly step: string; readonly with: 'app' | 'backupCode'; readonly device: string };
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** How often it was locked of late. */
  readonly locks: number;
  readonly lockedUntil?: number;
}

/** One sealed document for each person. It outlives a power cut, counters and locks with it. */
export interface OfflineCodeStore {
  find(realm: string, userId: string): Promise<OfflineCodeRecord | undefined>;
  /** Changes a record in one atomic step, nothing being the same as an empty one; `change` may run more than once and answers undefined to leave it. What becomes empty goes. */
  update(realm: string, userId: string, change: (record: OfflineCodeRecord) => OfflineCodeRecord | undefined): Promise<void>;
  /** Ids of people of a realm whose events were not delivered yet. @param most how many at most */
  withUnsentEvents(realm: string, most: number): Promise<readonly string[]>;
}
