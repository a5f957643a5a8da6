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
  /** Unexpired messages of an inbox, oldest first. */
  pending(inbox: string, now: number): Promise<readonly OutboxMessage[]>;
  remove(inbox: string, messageId: string): Promise<void>;
  /** A number that is another one as soon as another process may have put a message somewhere. */
  changedByOthers(): number;
}
