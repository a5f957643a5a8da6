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

/** A code of a run. */
export interface OneTimeCode {
  readonly realm: string;
  readonly runId: string;
  readonly code: string;
}

/**
 * Says how the very code of a run was sent, in a text that only this server can write: state can be written by scripts, and a script proves nothing of a person.
 */
export interface OneTimeCodePort {
  /**
   * Notes how a code went out. @param earlier what was noted of it before: whoever has it may have it from there
   * @returns a sealed text that is good for this code in this run
   */
  note(code: OneTimeCode, delivery: CodeDelivery, earlier: string | undefined): string;
  /** Every way by which the code went out; none when the text is not of this code in this run. */
  read(code: OneTimeCode, noted: string): readonly CodeDelivery[];
  /**
   * Uses a code up, in one atomic step for all processes.
   * @param use the same for a step that is repeated, which gets the same answer
   * @returns whether this use is the one that counts; never for a text that is not of this code in this run
   */
  use(code: OneTimeCode, noted: string, use: string, now: number): Promise<boolean>;
}
