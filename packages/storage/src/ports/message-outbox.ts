/** A message that no gateway took, because there is none: it waits here for whoever tries the server out. */
export interface KeptMessage {
  readonly id: string;
  readonly channel: 'sms' | 'voice' | 'email';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Messages of realms without a gateway. Sealed, for they hold codes; they go with their time, and only have to outlive the process. */
export interface MessageOutbox {
  /** Keeps one; the same id twice is one message. */
  add(realm: string, message: KeptMessage): Promise<void>;
  /** Newest first. */
  list(realm: string): Promise<readonly KeptMessage[]>;
}
