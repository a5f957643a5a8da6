/** One-way hashing of passwords. */
export interface PasswordHasher {
  /** @returns a PHC string */
  hash(password: string): Promise<string>;
  /**
   * Checks a password. Without a stored hash it costs the same and answers false, so that time does not tell who exists.
   * @throws WaygateError `hash.busy` (operational) when too many wait already
   */
  verify(stored: string | undefined, password: string): Promise<boolean>;
  /** Whether a stored hash was made with other parameters and should be made anew at the next sign-on. */
  isOutdated(stored: string): boolean;
}
