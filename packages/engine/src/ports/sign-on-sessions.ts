import type { Evidence } from '@waygate/node-kit';
import type { AuditEntry, Json } from '@waygate/schema';

/** A signed-on person at one client. Times are epoch milliseconds. */
export interface SignOnSession {
  /** SHA-256 of the token, base64url: the token itself is never stored. */
  readonly id: string;
  /** Names the session to its owner, to administrators and to applications without giving it away; the same when it is made stronger. */
  readonly handle: string;
  readonly realm: string;
  readonly userId: string;
  readonly username: string;
  readonly createdAt: number;
  readonly lastAccessAt: number;
  readonly maxIdleSeconds: number;
  readonly maxSessionSeconds: number;
  readonly authLevel: number;
  /** Journeys that this session has completed. */
  readonly journeys: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly properties: Readonly<Record<string, string>>;
  /** Whether it is nobody's. Then nothing that asks who somebody is may take it for an answer: `userId` names nobody, and `username` is only what it is called. */
  readonly anonymous?: true;
  /**
   * Present when it was made while a provider could not be reached, epoch milliseconds. Such a session is worth less: it changes no factors, administers nothing, and signs on to no
   * application that does not allow it. `groups` are those that the copy of a directory has the person in.
   */
  readonly offline?: {
    readonly provider: string;
    readonly since: number;
    readonly groups?: readonly string[];
    /** Distinguished names of the same groups. */
    readonly groupDns?: readonly string[];
    /** Id of the application whose outage was rehearsed. Then the session is good for that application and for nothing else. */
    readonly rehearsal?: string;
  };
  /** Members of the answer to signing off. */
  readonly logoutDetails?: Readonly<Record<string, Json>>;
  /** Names of the webhooks of the realm that are told when it ends. */
  readonly webhooks?: readonly string[];
  /**
   * Devices that were removed in this very session, and when, epoch milliseconds. What such a device has shown in it still does for the removal of others that were there then, and
   * for nothing else: whoever clears up after a lost phone need not mind the order.
   */
  readonly removals?: readonly { readonly uuid: string; readonly at: number }[];
  readonly clientIp?: string;
  readonly userAgent?: string;
}

/** How a session is ended before its time: by whose it is, by a stronger one in its place, or by somebody else. The names are AM's. */
export type SessionEnd = 'LOGOUT' | 'UPGRADE' | 'DESTROY';

/** Sessions that are past their idle or maximum time are never returned. */
export interface SignOnSessions {
  /** @param noted record of the audit log that is written with it, or not at all */
  create(session: SignOnSession, noted?: AuditEntry): Promise<void>;
  find(id: string, now: number): Promise<SignOnSession | undefined>;
  /** Sets lastAccessAt; answers false when the session has ended. */
  touch(id: string, now: number): Promise<boolean>;
  /** Notes that devices were removed in a session; answers false when it has ended. */
  noteRemoved(id: string, devices: readonly string[], now: number): Promise<boolean>;
  /** Ends a session for good, also across a power cut, and in the same step notes that its webhooks are to be told. @returns whether there was one */
  end(id: string, how: SessionEnd): Promise<boolean>;
  listByUser(realm: string, userId: string, now: number): Promise<readonly SignOnSession[]>;
}
