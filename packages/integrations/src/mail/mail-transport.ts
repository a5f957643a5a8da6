import type { MailMessage } from './mail-message.ts';

/** Takes mails out of the server. */
export interface MailTransport {
  /** @throws MailRefusal when the mail did not go out */
  deliver(message: MailMessage): Promise<void>;
  /** Looks whether the server is there, with nothing sent; a transport without a server has none to look at. @throws MailRefusal */
  reach?(): Promise<void>;
}

/** A mail that did not go out. Says nothing of what was in it or whom it was for, so that it can be logged. */
export class MailRefusal extends Error {
  /** Short name of the reason, such as `EAUTH`. */
  readonly reason: string;
  /** Whether the same may work a little later. */
  readonly passing: boolean;
  /** Number that the server answered with, when it was that. */
  readonly response: number | undefined;

  constructor(reason: string, passing: boolean, response?: number) {
    super(`The mail did not go out: ${reason}.`);
    this.name = 'MailRefusal';
    this.reason = reason;
    this.passing = passing;
    this.response = response;
  }
}
