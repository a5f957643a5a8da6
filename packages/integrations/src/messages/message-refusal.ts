import type { WaygateError } from '@waygate/schema';

/** A message that did not go out. Says nothing of what was in it or whom it was for, so that it can be logged. */
export class MessageRefusal extends Error {
  /** Short name of the reason, such as `Throttled`. */
  readonly reason: string;
  /** Whether the same may work a little later. */
  readonly passing: boolean;
  /** Status that the gateway answered with, when it was that. */
  readonly response: number | undefined;

  /** What a gateway, or what belongs to it, could not be reached for. */
  static of({ code }: WaygateError): MessageRefusal {
    return new MessageRefusal(code, code === 'outbound.failed' || code === 'outbound.too_late');
  }

  constructor(reason: string, passing: boolean, response?: number) {
    super(`The message did not go out: ${reason}.`);
    this.name = 'MessageRefusal';
    this.reason = reason;
    this.passing = passing;
    this.response = response;
  }
}
