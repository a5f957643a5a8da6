/** A person of a realm. `attributes` are multi-valued, as in a directory; the password is not among them. */
export interface Identity {
  readonly id: string;
  readonly realm: string;
  readonly username: string;
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Who a node has identified. */
export interface Subject {
  readonly id: string;
  readonly username: string;
}

export interface IdentityPort {
  /** Finds a person by user name, in any spelling that counts as the same name (case, Unicode form). */
  find(realm: string, username: string): Promise<Identity | undefined>;
  /**
   * Checks a password. Takes the same time for a wrong password and for a name that does not exist.
   * @returns the person on a match, active or not; undefined otherwise
   */
  verifyPassword(realm: string, username: string, password: string): Promise<Identity | undefined>;
  /** Changes attributes in one atomic step; `change` may run more than once. Answers false when the person is gone. */
  updateAttributes(
    realm: string,
    id: string,
    change: (attributes: Readonly<Record<string, readonly string[]>>) => Record<string, readonly string[]>,
  ): Promise<boolean>;
}
