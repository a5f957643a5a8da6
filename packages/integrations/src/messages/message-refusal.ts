/** A message that did not go out. Says nothing of what was in it or whom it was for, so that it can be logged. */
export class MessageRefusal extends Error {
  /** Short name of the reason, such as `Throttled`. */
  readonly reason: string;
  /** Whether the same may work a little later. */
  readonly passing: boolean;
  /** Status that the gateway answered with, when it was that. */
  readonly response: number | undefined;

  constructor(reason: string, passing: boolean, response?: number) {
    super(`The message did not go out: ${reason}.`);
    this.name = 'MessageRefusal';
    this.reason = reason;
    this.passing = passing;
    this.response = response;
  }
}
