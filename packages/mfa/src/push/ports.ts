import type { OfflineEnrolment } from '../offline/offline-key.ts';
import type { PushMessage } from './push-message.ts';

/** Where push messages wait. They must outlive the process; expired ones may vanish a while after `expiresAt`. */
export interface PushMessageStore {
  /** @returns false when a message of this id is there already (then nothing is written) */
  insert(message: PushMessage): Promise<boolean>;
  find(realm: string, id: string): Promise<PushMessage | undefined>;
  /** Moves a PENDING message to its end in one atomic step. @returns false when it was not PENDING any more */
  settle(realm: string, id: string, change: Pick<PushMessage, 'state' | 'registered' | 'seen'>): Promise<boolean>;
}

/** A counter per subject over a sliding window; every change is one atomic step, also between processes. */
export interface Throttle {
  /**
   * Takes one of `limit` places in the window under a name of its own. The same name twice takes one place.
   * @param windowMs milliseconds
   * @returns undefined when there was a place, else milliseconds until one is free
   */
  take(key: string, name: string, limit: number, windowMs: number, now: number): Promise<number | undefined>;
  /** When the places were taken that are still in the window, epoch milliseconds, oldest first. */
  taken(key: string, windowMs: number, now: number): Promise<readonly number[]>;
  /** Gives a place back. */
  release(key: string, name: string): Promise<void>;
}

/** A push on its way to a phone. */
export interface PushDelivery {
  readonly realm: string;
  readonly messageId: string;
  readonly jwt: string;
  readonly subjectLine: string;
  readonly type: 'default' | 'challenge' | 'biometric' | 'code_entry';
  readonly communicationType: string;
  readonly communicationId: string;
  readonly deviceId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a phone says of codes without a network, unchecked. */
export interface OfflineClaims {
  /** Its public key, as JWK. */
  readonly offlineKey?: unknown;
  /** Name of the newest server key that it trusts, base64url. */
  readonly offlineIssuer?: unknown;
  /** By what it can be asked; phones that say nothing know the first two. */
  readonly offlineProfiles?: unknown;
}

/** Keeps what phones need to show codes without a network. */
export interface OfflineEnroller {
  /** What a phone that registers is told. @returns undefined when what it gave is no key */
  welcome(realm: string, said: OfflineClaims & { readonly username: string }): Promise<OfflineEnrolment | undefined>;
  /** A phone has approved a push, with its key or without: what was counted while nobody could is cleared, and the key is kept. */
  approved(
    realm: string,
    answer: OfflineClaims & { readonly userId: string; readonly deviceUuid: string },
  ): Promise<OfflineEnrolment | undefined>;
  /** Told of what went wrong in either: the phone learns nothing of it, and gives its key again with its next answer. */
  failed(realm: string, error: unknown): void;
}

/** One way to reach phones. Errors are WaygateError of kind `operational`: `push.unreachable` when it is not there, `push.transport_failed` when it refuses, `push.device_unreachable`. */
export interface PushTransport {
  /** Whether this transport carries a communication type such as `gcm`, `apns` or `local`, in this realm. */
  carries(realm: string, communicationType: string): Promise<boolean>;
  /** Makes a phone reachable. @returns the communication id for later deliveries */
  register(realm: string, phone: { readonly communicationType: string; readonly deviceId: string }): Promise<string>;
  /** @returns undefined, or what the device is called from now on, when the transport had to make it reachable anew */
  deliver(delivery: PushDelivery): Promise<{ readonly communicationId: string } | undefined>;
}
