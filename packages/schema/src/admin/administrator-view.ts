/** Who administers, and what. */
export interface AdministratorView {
  readonly username: string;
  /** Whether they may write scripts, which is a right of its own. */
  readonly mayWriteScripts: boolean;
  readonly realms: readonly {
    /** Slash form. */
    readonly path: string;
    readonly active: boolean;
    readonly defaultJourney: string | null;
  }[];
  /** Address of the server as browsers know it, without a slash at the end. */
  readonly publicUrl: string;
}
