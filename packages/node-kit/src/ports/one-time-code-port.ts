import type { MessageChannel } from './message-port.ts';

/** Whose address a code went to: who had it before this run, and where it stands. */
export interface CodeHolder {
  readonly id: string;
  readonly username: string;
  /** Attribute of the account that holds the address. */
  readonly attribute: string;
  readonly address: string;
}

/** How a one-time code went out. */
export interface CodeDelivery {
  readonly channel: MessageChannel;
  /** Absent when the address belongs to no account. */
  readonly holder?: CodeHolder;
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/** The run that a code is made in and good for. */
export interface CodePlace {
  readonly realm: string;
  readonly runId: string;
}

/** A code of this server's own. */
export interface OneTimeCode {
  /** What is sent. Nobody but whom it is sent to may learn it: it never stands in state, a trace or an audit. */
  readonly code: string;
  /** The code that stands in state in its place, for scripts that send codes by themselves. It is another, and proves nothing. */
  readonly readable: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** Every way by which the code went out. */
  readonly ways: readonly CodeDelivery[];
}

/**
 * Keeps the codes that prove something, in notes that only this server can write and read: whoever draws a journey can read and write state, and proves nothing
 * of a person by that.
 */
export interface OneTimeCodePort {
  /**
   * Makes a code of so many digits, or finds the one that was made for this step a moment ago, by whichever process.
   * @param step the same for a step that is repeated
   * @returns its note, good in this run alone, and the code that may stand in state
   */
  make(place: CodePlace, digits: number, now: number, step: string): Promise<{ readonly note: string; readonly readable: string }>;
  /**
   * A code that goes to one address and nowhere else, for whoever keeps it by themselves. A step that is repeated a moment later has the same.
   * @returns the code, and when it was made, epoch milliseconds
   */
  forAddress(
    place: CodePlace,
    digits: number,
    now: number,
    step: string,
    to: string,
  ): Promise<{ readonly code: string; readonly madeAt: number }>;
  /** @returns undefined when the text is no note of this run */
  open(place: CodePlace, note: string): OneTimeCode | undefined;
  /**
   * Notes how a code goes out, before it does. From each note it goes out one way: where the same step was sent with other answers, or the note was put back after it went out,
   * another code goes this way, so that nobody has it who got the first.
   * @param to address that it goes to
   * @param use the same for a step that is repeated, which gets the same answer
   * @returns the next note and the code to send; undefined when nothing may be sent, because this note's code, which went out before, went out some other way next
   */
  sent(
    place: CodePlace,
    note: string,
    delivery: CodeDelivery,
    to: string,
    use: string,
  ): Promise<{ readonly note: string; readonly code: string } | undefined>;
  /**
   * Uses a code up, in one atomic step for all processes.
   * @param use the same for a step that is repeated, which gets the same answer
   * @returns whether this use is the one that counts; never for a text that is no note of this run, or that was put back after the code went out once more
   */
  use(place: CodePlace, note: string, use: string, now: number): Promise<boolean>;
}
