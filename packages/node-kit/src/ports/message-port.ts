/** How a text reaches a person: as a text message, spoken on the telephone, or by mail. */
export type MessageChannel = 'sms' | 'voice' | 'email';

/** Server that takes a mail in the place of the installation's. It is used only when its host is allowed by configuration. */
export interface MessageMailServer {
  readonly host: string;
  readonly port: number;
  readonly tls: 'required' | 'implicit' | 'none';
  readonly username?: string;
  readonly password?: string;
}

/** A text on its way to a person. */
export interface OutgoingMessage {
  readonly realm: string;
  readonly channel: MessageChannel;
  /** Telephone number, or mail address. */
  readonly to: string;
  /** Sender of a mail; that of the server when left out. */
  readonly from?: string;
  /** Subject of a mail. */
  readonly subject?: string;
  readonly text: string;
  readonly mailServer?: MessageMailServer;
  /** Id of the person whom it is for; absent when nobody has the address. */
  readonly personId?: string;
  /** Name of the watched provider that is looked at when the message meets an outage. */
  readonly dependsOn?: string;
  /** Names the run that sends it: one run may send only so many. */
  readonly runId: string;
  /** The same for a run that is repeated after a crash: the same key with the same text sends one message. */
  readonly idempotencyKey: string;
}

/** Somebody of whom something was proved asks for a code. */
export interface CodeRequest {
  readonly realm: string;
  readonly personId: string;
  readonly channel: MessageChannel;
  /** Names the step that asks: the same step again is the same request. */
  readonly use: string;
}

export interface MessagePort {
  /**
   * Takes a message on its way and returns at once, so that nobody can tell by the time an answer takes whether one was sent. What becomes of it, too many messages to
   * one address or person and no gateway included, only the operator is told.
   */
  send(message: OutgoingMessage): void;
  /**
   * Asked before a code is made: a person gets few by a channel until one of them comes back, in all runs and processes together. Another one that does not go out would make
   * the one in their hand worth nothing.
   * @returns whether a code may be made for this request, which is counted then
   */
  mayAskForCode(request: CodeRequest): Promise<boolean>;
  /** The code of a request came back: it is counted no more. */
  codeCameBack(request: CodeRequest): Promise<void>;
  /**
   * Sends a message and waits for the first try, for whoever has proved who they are: anybody else could tell by the time it takes who has an account. A refusal resolves; it
   * is the operator's.
   * @throws WaygateError `messages.unreachable` (operational) when what would carry it is not there; it is not tried again then
   */
  deliver(message: OutgoingMessage): Promise<void>;
  /**
   * Looks whether the server that takes mails is there, with nothing sent, and whoever it is for.
   * @throws WaygateError `messages.unreachable` (operational)
   */
  reachMail(server: MessageMailServer | undefined): Promise<void>;
}
