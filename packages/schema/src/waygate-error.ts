/**
 * Who must act on an error, which is all that a caller needs to choose an answer:
 * `input` the client, `unauthenticated` and `forbidden` the person, `state` whoever holds a stale handle, `notFound` whoever named it,
 * `authoring` the author of the journey or the settings, `operational` the operator (it may work later), `unexpected` us.
 */
export type ErrorKind = 'input' | 'unauthenticated' | 'forbidden' | 'notFound' | 'state' | 'authoring' | 'operational' | 'unexpected';

export interface WaygateErrorOptions {
  /** Further facts that may leave the server, such as the list of problems of a journey. Never a secret. */
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** The one error class. `code` is stable, dotted and doubles as the translation key; `message` is public English. */
export class WaygateError extends Error {
  override readonly name = 'WaygateError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: unknown;

  constructor(kind: ErrorKind, code: string, message: string, options: WaygateErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.details = options.details;
  }
}
