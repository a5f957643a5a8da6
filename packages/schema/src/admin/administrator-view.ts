import type { Addresses } from '../addresses.ts';

/** Who administers, and what, and where the server is as browsers know it. */
export interface AdministratorView extends Addresses {
  readonly username: string;
  /** Whether they may write scripts, which is a right of its own. */
  readonly mayWriteScripts: boolean;
  readonly realms: readonly {
    /** Slash form. */
    readonly path: string;
    readonly active: boolean;
    readonly defaultJourney: string | null;
  }[];
}
