import type { Evidence } from '@waygate/node-kit';

/** What applications need of a sign-on session. Times are epoch milliseconds. */
export interface SignedOn {
  readonly id: string;
  /** Stays the same when a session is made stronger, which gives it another id. */
  readonly handle: string;
  readonly realm: string;
  readonly userId: string;
  readonly username: string;
  readonly createdAt: number;
  readonly lastAccessAt: number;
  readonly authLevel: number;
  readonly journeys: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly properties: Readonly<Record<string, string>>;
  /** Whether it is nobody's. */
  readonly anonymous?: true;
  readonly offline?: {
    readonly provider: string;
    readonly since: number;
    /** Groups that the directory's snapshot had of the person; absent when nobody asked it. */
    readonly groups?: readonly string[];
    /** Distinguished names of the same groups; absent where the snapshot had none. */
    readonly groupDns?: readonly string[];
    /** Id of the application whose outage was rehearsed. */
    readonly rehearsal?: string;
  };
}

/** Sessions of people. Those that are over are never returned. */
export interface SignedOnSessions {
  find(id: string, now: number): Promise<SignedOn | undefined>;
  listByUser(realm: string, userId: string, now: number): Promise<readonly SignedOn[]>;
  /** Notes that it is used. */
  touch(id: string, now: number): Promise<boolean>;
  end(id: string, how: 'LOGOUT' | 'DESTROY'): Promise<boolean>;
}
