/** A push that waits for a web authenticator to fetch it. */
export interface OutboxMessage {
  readonly messageId: string;
  readonly jwt: string;
  readonly subjectLine: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface PushOutbox {
  add(inbox: string, message: OutboxMessage): Promise<void>;
  /**
   * Unexpired messages of an inbox, oldest first.
   * @param unreadable is told of each message that does not open; it is left out, so that one keeps no other from anybody
   */
  pending(inbox: string, now: number, unreadable?: (error: unknown) => void): Promise<readonly OutboxMessage[]>;
  /** The same of several inboxes at once; those for which nothing waits are left out. */
  pendingIn(
    inboxes: readonly string[],
    now: number,
    unreadable?: (error: unknown) => void,
  ): Promise<ReadonlyMap<string, readonly OutboxMessage[]>>;
  remove(inbox: string, messageId: string): Promise<void>;
  /** A number that is another one as soon as another process may have put a message somewhere. */
  changedByOthers(): number;
}
