/** One-way hashing of passwords. */
export interface PasswordHasher {
  /** @returns a PHC string */
  hash(password: string): Promise<string>;
  /**
   * Checks a password. Without a stored hash it costs the same and answers false, so that time does not tell who exists.
   * @throws WaygateError `hash.busy` (operational) when too many wait already
   */
  verify(stored: string | undefined, password: string): Promise<boolean>;
  /**
   * Hashes several passwords, one after another, in one turn. Nothing else belongs in here: it keeps a core.
   * @throws WaygateError `hash.busy` (operational) when too many wait already; nothing of the work has happened then
   */
  turn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs work in which passwords are hashed in between, in a place of the queue, so that none of them is refused. What is counted before a comparison is counted in here: who is turned away has
   * tried nothing.
   * @param lane of those who may only take so many places at once, such as tries against one name
   * @throws WaygateError `hash.busy` (operational) when too many wait already; nothing of the work has happened then
   */
  admit<T>(work: () => Promise<T>, lane?: string): Promise<T>;
  /**
   * As `admit`, for work that asks somebody else, such as a directory, whom it is about: it has its place from `enter` on, which it calls before anything is counted, and holds at most half of the places with all others
   * of the kind. `enter` throws `hash.busy` when no place is left; nothing more of the work may happen then.
   */
  admitLater<T>(work: (enter: () => void) => Promise<T>, lane?: string): Promise<T>;
  /** Whether a stored hash was made with other parameters and should be made anew at the next sign-on. */
  isOutdated(stored: string): boolean;
}
