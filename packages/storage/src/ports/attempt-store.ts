/** Who tries are counted for: a person, or a name that nobody is called, as a digest. */
export type AttemptHolder = { readonly person: string } | { readonly name: string };

/** One try that was not found right. */
export interface AttemptTry {
  /** A digest. */
  readonly key: string;
  readonly at: number;
  /** It was made before anything was proved of the person, so it locks no account. */
  readonly unproved?: true;
  /** It is known to have been wrong. */
  readonly wrong?: true;
  /** Nobody judged it, because whoever was to could not be reached. */
  readonly undecided?: true;
}

/** What was tried in vain with one authenticator, or was not found right yet. Times are epoch milliseconds. */
export interface AuthenticatorAttempts {
  readonly name: string;
  /** How many tries there were in a row besides those whose keys are still known. */
  readonly forgotten: number;
  /** Oldest first. */
  readonly tries: readonly AttemptTry[];
  /** When it came to be worth nothing, until somebody resets it. */
  readonly disabledAt?: number;
}

/** What was tried in vain for somebody, in one document, so that a limit over all of it can be kept. Nothing in it is secret. */
export interface AttemptRecord {
  readonly authenticators: readonly AuthenticatorAttempts[];
  /** The account is locked; until when, or until somebody unlocks it. */
  readonly lock?: { readonly at: number; readonly until?: number };
  /** How often it was locked in a row. */
  readonly locks?: number;
  /** What was tried up to then locks the account no more. */
  readonly countedFrom?: number;
}

export interface AttemptStore {
  /** @param now epoch milliseconds by which expiry is judged */
  find(realm: string, holder: AttemptHolder, now: number): Promise<AttemptRecord | undefined>;
  /**
   * Changes what is counted for somebody in one atomic step, nothing being the same as an empty record; `change` may run more than once and answers undefined to
   * leave it. What becomes empty goes.
   * @param options.now epoch milliseconds by which expiry is judged
   * @param options.expiresAt when the record that comes of it goes by itself, epoch milliseconds; left out, it stays
   */
  update(
    realm: string,
    holder: AttemptHolder,
    options: { readonly now: number; readonly expiresAt?: (record: AttemptRecord) => number },
    change: (record: AttemptRecord) => AttemptRecord | undefined,
  ): Promise<void>;
}
