/** A session of a browser with one application. Times are epoch milliseconds. */
export interface ApplicationSession {
  /** SHA-256 of what the cookie holds, base64url. */
  readonly id: string;
  readonly realm: string;
  readonly applicationId: string;
  /** The sign-on session that it hangs on. */
  readonly signOn: { readonly id: string; readonly handle: string };
  readonly userId: string;
  /** Whether the sign-on was made offline when this was begun: one that was changed since is looked at anew. */
  readonly offline: boolean;
  readonly createdAt: number;
  readonly lastAccessAt: number;
  /** When it may be forgotten. */
  readonly expiresAt: number;
}

/** A right to begin a session with one application in one browser, once. */
export interface EntryCode {
  readonly realm: string;
  readonly applicationId: string;
  readonly signOn: { readonly id: string; readonly handle: string };
  readonly userId: string;
  readonly offline: boolean;
  /** Hash of what the cookie of the browser holds that asked. */
  readonly browser: string;
  /** Path and parameters to go on at. */
  readonly path: string;
  readonly expiresAt: number;
}

/** Sessions with applications, and the codes by which they are begun. What is over is never returned. */
export interface ApplicationSessionStore {
  begin(session: ApplicationSession): Promise<void>;
  find(id: string, now: number): Promise<ApplicationSession | undefined>;
  /** Notes that it is used. @returns false when it is over */
  touch(id: string, now: number): Promise<boolean>;
  end(id: string): Promise<boolean>;
  /** @param hash of the code */
  putCode(hash: string, code: EntryCode): Promise<void>;
  /** @returns the code, to one caller alone: nobody gets it a second time */
  takeCode(hash: string, now: number): Promise<EntryCode | undefined>;
}
