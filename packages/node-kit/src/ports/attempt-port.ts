import type { Subject } from './identity-port.ts';

/** What a try is made against: one authenticator of one person. */
export interface AttemptTarget {
  readonly realm: string;
  /** The person, or the name that was typed and that nobody is called: that is counted just the same, so that nobody can tell the two apart. */
  readonly subject: Subject | { readonly nobody: string };
  /**
   * What verifies, such as `password`, `oath:<uuid>`, `webauthn:<uuid>`, `binding:<uuid>`, `recovery-code:<kind>`, `otp` or `kba`. A counter belongs to it for ever:
   * what is new under the same name, such as another code, begins no new one.
   */
  readonly authenticator: string;
}

/**
 * Whether a try may be made. `wait`: there were too many of late. `disabled`: there were too many in a row, and the authenticator is worth nothing until it is bound
 * anew or an administrator resets it. `locked`: the account is locked.
 */
export type AttemptPermit =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: 'wait' | 'disabled' | 'locked';
      /** Seconds after which another try may be made; absent when time alone does not help. */
      readonly retryAfter?: number;
    };

/** The one throttle of everything that verifies a person. */
export interface AttemptPort {
  /**
   * Takes the right to one try in one atomic step. Call it before anything is compared: the try counts as a failure until `succeeded`, whatever becomes of it. A refused
   * try takes the same outcome as a wrong answer, with the same text, and says why in the audit only (`throttled`).
   * @param key idempotency key of the node; the same key twice is one try, so it must tell apart what may be tried twice in a run of the node
   */
  begin(target: AttemptTarget, key: string): Promise<AttemptPermit>;
  /**
   * The try that was begun under this key was right: clears what was counted of this authenticator up to it, and nothing of any other. A key that was not allowed
   * clears nothing.
   */
  succeeded(target: AttemptTarget, key: string): Promise<void>;
  /**
   * Nobody judged the try that was begun under this key, because whoever was to could not be reached. A few of those a day are no failures; more of them delay as failures do, so that nobody guesses without
   * end while something comes and goes. They lock nothing and disable nothing. Another try under the same key is another try.
   */
  undecided(target: AttemptTarget, key: string): Promise<void>;
}
