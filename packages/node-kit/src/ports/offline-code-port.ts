import type { OathDevice } from './device-port.ts';
import type { Subject } from './identity-port.ts';

/** Whether somebody could prove themselves by their offline code now. */
export type OfflineCodeStanding =
  | { readonly status: 'ready'; readonly device: string }
  /** They never enrolled one, used the backup code, or an operator let it expire. */
  | { readonly status: 'none' }
  /** Seconds. */
  | { readonly status: 'locked'; readonly retryAfter: number };

/** What became of the wish to enrol. */
export type OfflineCodeEnrolment =
  /** `backupCode` is in clear, for showing once. */
  | { readonly status: 'enrolled'; readonly backupCode: string }
  /** Nothing was kept, and what was there before is there still. */
  | { readonly status: 'wrong' };

export interface TypedOfflineCode {
  readonly realm: string;
  readonly subject: Subject;
  /** Six digits of the app, or the backup code as people type it. */
  readonly code: string;
  /** How many codes before and after the present one are right, because clocks differ. */
  readonly timeSteps: number;
  /** The same key twice is one try, and is right again if it was. */
  readonly idempotencyKey: string;
}

export type TypedOfflineCodeResult =
  | { readonly status: 'right'; readonly device: string }
  /** It was the backup code: app and code are gone with it. */
  | { readonly status: 'replaced'; readonly device: string }
  | { readonly status: 'wrong' }
  | { readonly status: 'none' }
  /** Seconds. */
  | { readonly status: 'locked'; readonly retryAfter: number };

/** Whether a person is to be reminded that they have no offline code. */
export type OfflineReminder = 'due' | 'enrolled' | 'notDue' | 'off';

/**
 * Codes of an app that people enrolled for the time of an outage. Only this server's own store is asked. Counters and locks outlive a restart.
 */
export interface OfflineCodePort {
  /** Whether the realm lets people have offline codes. */
  isAllowed(realm: string): Promise<boolean>;
  standing(realm: string, subject: Subject): Promise<OfflineCodeStanding>;
  /**
   * Keeps an app in the place of the one that the person has, if the code is one that it shows, and makes a backup code. The same device twice leaves it with the backup code of the
   * second call.
   */
  enrol(realm: string, subject: Subject, device: OathDevice, code: string): Promise<OfflineCodeEnrolment>;
  /** Judges a typed code: of any number of right ones at once one is right, and a try counts before anything slow is compared. */
  check(typed: TypedOfflineCode): Promise<TypedOfflineCodeResult>;
  /** @param days between reminders, 0 for none; what the realm says when left out. What an operator set for the person goes before both */
  reminder(realm: string, subject: Subject, days: number | undefined): Promise<OfflineReminder>;
  /** The person does not want to be reminded for now. */
  putOffReminder(realm: string, subject: Subject): Promise<void>;
  /** A second factor was proved online: what was counted of offline codes is cleared. */
  provedOnline(realm: string, subject: Subject): Promise<void>;
}
