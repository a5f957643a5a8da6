import type { ContinuityService, OfflineUserState } from '@waygate/schema';
import type { Subject } from './identity-port.ts';

/** A phone that can show a code without a network. */
export interface OfflinePhone {
  readonly uuid: string;
  readonly deviceName: string;
}

/** Whether somebody could prove themselves by their phone now, without a network. */
export type OfflineDeviceStanding =
  | { readonly status: 'ready'; readonly device: OfflinePhone }
  /** No phone of theirs has answered online since it could. */
  | { readonly status: 'none' }
  /** Seconds. */
  | { readonly status: 'locked'; readonly retryAfter: number };

/** What an administrator has said of somebody for the time of an outage. */
export interface OfflineUserStanding {
  readonly state: OfflineUserState;
  /** When it was read, epoch milliseconds; absent when nothing was. */
  readonly readAt?: number;
  /** It was no word that is known, and keeps the person out. */
  readonly isUnknown?: true;
  /** It could not be read, nor was it before, and keeps the person out. */
  readonly isUnread?: true;
  /** People may write the attribute themselves, so that nothing that it says, or no longer says, can be relied on: it keeps everybody out. */
  readonly isTheirs?: true;
}

/** Where the state of a person stands, and what it is without. */
export interface OfflineStateWish {
  /** Attribute of the person; empty for none. */
  readonly attribute: string;
  readonly byDefault: OfflineUserState;
  /** How long what was read is gone by. */
  readonly lifetimeSeconds: number;
}

/** What a code is bound to. */
export interface OfflineDevicePlace {
  readonly realm: string;
  readonly subject: Subject;
  readonly runId: string;
  /** What the person signs on to, as the phone shows it. */
  readonly application: string;
}

export interface OfflineChallengeRequest extends OfflineDevicePlace {
  /** `qr` is scanned; `manual12` are twelve digits that are typed into the phone, where it cannot know who asks. */
  readonly profile: 'qr' | 'manual12';
  readonly issuer: string;
  /** Address of the browser, as far as trusted proxies tell. */
  readonly clientIp: string | undefined;
  /** The same key twice takes one of the places that there are. */
  readonly idempotencyKey: string;
}

export type OfflineChallengeResult =
  /** `text` is what the QR code says, or the twelve digits; `expiresAt` is in epoch milliseconds. */
  | {
      readonly status: 'shown';
      readonly challengeId: string;
      readonly text: string;
      readonly device: OfflinePhone;
      readonly expiresAt: number;
    }
  | { readonly status: 'none' }
  /** `limited`: there were as many of late as there may be. Seconds. */
  | { readonly status: 'limited' | 'locked'; readonly retryAfter: number };

export interface OfflineCodeTry extends OfflineDevicePlace {
  readonly challengeId: string;
  readonly code: string;
  /** The same key twice is one try, and is right again if it was. */
  readonly idempotencyKey: string;
}

export type OfflineCodeResult =
  | { readonly status: 'right'; readonly device: string }
  /** `left` is how many tries this challenge has. */
  | { readonly status: 'wrong'; readonly left: number }
  /** The challenge is used, too old, was tried too often, or is of another run, person or application. */
  | { readonly status: 'over' }
  | { readonly status: 'locked'; readonly retryAfter: number };

/**
 * Proof of a phone while nothing but this server's own store can be reached. What was learnt online is all that counts. Counters and locks outlive a restart, and an
 * online success clears them.
 */
export interface OfflineDevicePort {
  /** What the realm does while its second factor cannot be reached. */
  settings(realm: string): Promise<ContinuityService>;
  /** What an administrator has said of a person. What was read within the lifetime counts. Where nobody answers a `block` that was read before does, and so does not having read anything. */
  userState(realm: string, subject: Subject, wish: OfflineStateWish): Promise<OfflineUserStanding>;
  standing(realm: string, subject: Subject): Promise<OfflineDeviceStanding>;
  /** Makes a code that only the person's phone can show. */
  begin(request: OfflineChallengeRequest): Promise<OfflineChallengeResult>;
  /** Judges a typed code in one atomic step: of any number of right ones at once one is right. */
  check(entry: OfflineCodeTry): Promise<OfflineCodeResult>;
}
