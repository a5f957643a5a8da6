import type { PhoneSeen, PushType } from '@waygate/node-kit';
import type { PushDeviceAnswer } from './registration-answer.ts';

/** What a message was made for: the word before the colon of its id (AM). */
export type PushMessageKind = 'REGISTER' | 'AUTHENTICATE';
/** A message leaves PENDING once and for all. UNDELIVERED: no transport took it, so no answer to it counts. */
export type PushMessageState = 'PENDING' | 'SUCCESS' | 'DENIED' | 'UNDELIVERED';

/** A push message as it waits for its answer. Times are epoch milliseconds; `secret` and `challenge` are standard base64 and sealed at rest. */
export interface PushMessage {
  readonly id: string;
  readonly realm: string;
  readonly kind: PushMessageKind;
  readonly state: PushMessageState;
  readonly userId: string;
  readonly username: string;
  /** Shared with the one phone that may answer. */
  readonly secret: string;
  readonly challenge: string;
  /** What the phone must send back besides: the number or the code; undefined when a tap is enough. */
  readonly expectedChallengeResponse?: string;
  /** The type that was really sent, and the three numbers of a CHALLENGE: what a repeated send must repeat. */
  readonly type?: PushType;
  readonly numbers?: readonly string[];
  /** The run that made it; a message that says none is of no run. */
  readonly runId?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Issuer, uuid and the like of a registration, or the mechanism of the device that was asked. */
  readonly deviceUuid: string;
  readonly issuer: string;
  readonly mechanismUid?: string;
  /** What the phone showed of itself when it answered. */
  readonly seen?: PhoneSeen;
  /** What the phone told when it registered. */
  readonly registered?: PushDeviceAnswer & { readonly communicationId: string };
}
