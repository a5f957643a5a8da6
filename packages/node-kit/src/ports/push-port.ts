import type { PhoneSeen, PushDevice } from './device-port.ts';
import type { Subject } from './identity-port.ts';

/** How the person answers on the phone. `CODE_ENTRY` is ours: six digits are typed over from the sign-on page. */
export type PushType = 'DEFAULT' | 'CHALLENGE' | 'BIOMETRIC' | 'CODE_ENTRY';

/** What the person is told about the place and the application that asks. */
export interface PushContext {
  readonly location?: { readonly latitude: number; readonly longitude: number };
  readonly remoteIp?: string;
  readonly userAgent?: string;
}

export interface PushRegistrationRequest {
  readonly realm: string;
  readonly subject: Subject;
  readonly issuer: string;
  readonly accountName: string;
  /** Hex without #. */
  readonly backgroundColor: string;
  readonly imageUrl: string;
  /** Seconds. */
  readonly timeout: number;
  /** The run that opens it; no other learns what became of it. */
  readonly runId: string;
  readonly idempotencyKey: string;
}

export interface PushSendRequest {
  readonly realm: string;
  readonly subject: Subject;
  readonly device: PushDevice;
  readonly type: PushType;
  readonly text: string;
  readonly subjectLine: string;
  /** JSON text of at most 3 KiB; `{}` when there is nothing. */
  readonly customPayload: string;
  readonly context: PushContext | undefined;
  /** Milliseconds, counted from sending. */
  readonly timeout: number;
  /** The run that sends it; no other learns what became of it. */
  readonly runId: string;
  /** The same key twice sends once and answers the same. */
  readonly idempotencyKey: string;
}

/** Which push a step of a run would go on by. */
export interface PushOfRun {
  readonly realm: string;
  readonly messageId: string;
  readonly runId: string;
  /** Whether the run went on by it already, so that it is over. */
  readonly isUsed: boolean;
}

export type PushSendResult =
  | { readonly status: 'sent'; readonly messageId: string; readonly type: PushType; readonly challenge: string | undefined }
  /** The person has been sent as many pushes as the realm allows; `retryAfter` is in seconds. */
  | { readonly status: 'rateLimited'; readonly retryAfter: number }
  /** `unreachable`: what carries pushes was not there, as against one that refused. */
  | { readonly status: 'failed'; readonly reason: 'CTS_ERROR' | 'TRANSMISSION_FAILURE'; readonly unreachable?: true };

export type PushStatus =
  | { readonly status: 'waiting' }
  | { readonly status: 'expired' }
  | { readonly status: 'denied' }
  /**
   * `subject` is whom the message was for; `device` is there for a registration only. For a sign-on only: `type`, how the person answered, `answeredBy`, the uuid of the
   * phone that was asked and whose answer it was, and `seen`, what the phone showed of itself.
   */
  | {
      readonly status: 'approved';
      readonly subject: Subject;
      readonly device: PushDevice | undefined;
      readonly type?: PushType;
      readonly answeredBy?: string;
      readonly seen?: PhoneSeen;
    };

export interface PushPort {
  /** Opens a registration and makes the link that the phone scans. Throws WaygateError `push.not_configured` when the realm has no push. */
  register(request: PushRegistrationRequest): Promise<{ readonly messageId: string; readonly uri: string }>;
  send(request: PushSendRequest): Promise<PushSendResult>;
  /** What became of a message; expiry counts from sending and is judged here, by the server. Unknown ids are expired, and so are those of other runs. */
  status(realm: string, messageId: string, runId: string): Promise<PushStatus>;
  /**
   * What became of a push to sign on by, like `status`; but a registration is expired, since it proves nothing of a phone that was there before. To ask uses nothing up: a node
   * that goes on by an approval keeps in the run that it did.
   */
  answerTo(push: PushOfRun): Promise<PushStatus>;
  /** When pushes were sent in the window of the realm that the person has not approved, epoch milliseconds, oldest first. */
  unapproved(realm: string, subject: Subject): Promise<readonly number[]>;
}
