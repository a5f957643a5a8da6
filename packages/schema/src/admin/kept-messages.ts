/** What becomes of messages of one way in a realm: they go out, or are kept to be read in the console, or nobody gets them. */
export type MessageWayState = 'gateway' | 'kept' | 'dropped';

/** A message that was not sent, because there is no gateway of its way. */
export interface KeptMessageView {
  readonly id: string;
  readonly channel: 'sms' | 'voice' | 'email';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When it goes, epoch milliseconds. */
  readonly expiresAt: number;
}

/** Messages of a realm that were kept. Of a way that has a gateway, or on a server that others reach, there are none. */
export interface KeptMessageList {
  readonly ways: Readonly<Record<KeptMessageView['channel'], MessageWayState>>;
  /** Newest first. */
  readonly messages: readonly KeptMessageView[];
}
