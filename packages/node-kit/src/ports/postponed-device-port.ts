/** Whose device it is to become, of which kind, and the run in which that was proved. */
export interface PostponedDevicePlace {
  readonly kind: 'binding' | 'oath' | 'webauthn';
  readonly realm: string;
  readonly runId: string;
  readonly personId: string;
}

/**
 * Seals devices that are to be kept later in the same run: whoever draws a journey can read and write its state, and could put a device of their own there, or learn
 * the secret of another.
 */
export interface PostponedDevicePort {
  /** @param kept what can be written as JSON */
  seal(place: PostponedDevicePlace, kept: Readonly<Record<string, unknown>>): string;
  /** @returns what was sealed, as JSON reads it; undefined when the text was not sealed for this place */
  open(place: PostponedDevicePlace, sealed: string): unknown;
}
