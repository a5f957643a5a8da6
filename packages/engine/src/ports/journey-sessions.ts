import type { EndWishes, Evidence, Subject } from '@waygate/node-kit';
import type { AuditEntry, Callback, Json } from '@waygate/schema';
import type { LifecycleState } from '../lifecycle.ts';
import type { SignOnSession } from './sign-on-sessions.ts';

/** Where a run stands in one journey; the last frame of a session is the innermost journey. */
export interface Frame {
  readonly journey: string;
  readonly versionId: string;
  readonly nodeId: string;
}

/** A node that wants to know of the end, and the outcome that it took last. What is missing was begun by an older server. */
export interface EndHook {
  readonly nodeId: string;
  readonly type: string;
  readonly journey?: string;
  readonly versionId?: string;
  readonly outcome?: string;
}

/** One run of a journey at rest. Times are epoch milliseconds. */
export interface JourneySession {
  readonly id: string;
  readonly realm: string;
  /** Number of the shape that the server which wrote it keeps runs in; absent from those that did not count shapes. */
  readonly shape?: number;
  /** Counts the writes; the compare-and-set compares it. */
  readonly revision: number;
  readonly status: LifecycleState;
  /** SHA-256 of the one-time key that the next submit must bring, base64url. */
  readonly keyHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly frames: readonly Frame[];
  /** Versions of inner journeys, pinned when the run began. */
  readonly pins: Readonly<Record<string, string>>;
  /** Revisions of scripts by id, pinned when the run began; absent when its journeys name none. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Callbacks that wait for an answer, without what scripts and hidden values said; for a page those of all its children, with `owners` telling whose each is. */
  readonly sent: readonly Callback[];
  readonly owners: readonly string[];
  readonly shared: Readonly<Record<string, Json>>;
  /** Secure state and scratch, sealed; absent when empty. */
  readonly sealed?: string;
  readonly subject?: Subject;
  /** Whether the subject, who has proved a password, could not sign on when the run began to wait. */
  readonly inactive?: true;
  /** Name of the session that is nobody's, when the journey may succeed with one. */
  readonly anonymous?: string;
  /** Whether the anonymous session that the person came with ends with this run. */
  readonly upgradesAnonymous?: true;
  readonly evidence: readonly Evidence[];
  readonly nodeTypes: readonly string[];
  readonly sessionProperties: Readonly<Record<string, string>>;
  /** What the person reads if the run ends in failure and nobody says anything else. */
  readonly failureMessage?: string;
  /** What nodes want of the end; absent when they want nothing. */
  readonly endWishes?: EndWishes;
  /** Nodes that want to know of the end. */
  readonly endHooks: readonly EndHook[];
  /** Present once the sign-on goes on without something that it depends on. `since` is epoch milliseconds; without `sessionMinutes` no node has said how long its session lasts. */
  readonly offline?: {
    readonly provider: string;
    readonly since: number;
    readonly sessionMinutes?: number;
    readonly groups?: readonly string[];
    readonly groupDns?: readonly string[];
  };
  /** An outage that is rehearsed in this run alone. */
  readonly rehearsal?: { readonly application: string; readonly provider: string; readonly userId: string };
  /** Nodes visited so far; the step budget bounds it. */
  readonly steps: number;
  /** Hash of the sign-on session that this run may upgrade, if it began with one. */
  readonly upgrades?: string;
  readonly noSession: boolean;
  /** Ticket under which a draft is tried; absent for a real sign-on. */
  readonly preview?: string;
}

/** Journey sessions only have to outlive the process. Expired ones may vanish at any time and are never returned. */
export interface JourneySessions {
  insert(session: JourneySession): Promise<void>;
  load(id: string): Promise<JourneySession | undefined>;
  /**
   * Writes only if the stored revision is still `expected`, with the record of an end for the audit log where there is one, all or nothing.
   * @returns whether it was
   */
  replace(session: JourneySession, expected: number, noted?: AuditEntry): Promise<boolean>;
  /**
   * Writes the end of a run together with the session that it makes, and with the record of it for the audit log, all or nothing.
   * @returns whether the stored revision was still `expected`
   */
  complete(session: JourneySession, expected: number, made: SignOnSession, noted?: AuditEntry): Promise<boolean>;
}
