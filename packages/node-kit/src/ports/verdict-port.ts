/** Whom a policy was asked about, and the run in which it was. */
export interface VerdictPlace {
  readonly realm: string;
  readonly runId: string;
  readonly personId: string;
}

/**
 * Seals what a policy said about somebody, for the nodes that follow in the same run: whoever draws a journey can read and write its state, and could put a verdict of
 * their own there, or one about somebody else.
 */
export interface VerdictPort {
  /** @param verdict what can be written as JSON */
  seal(place: VerdictPlace, verdict: Readonly<Record<string, unknown>>): string;
  /** @returns what was sealed, as JSON reads it; undefined when the text was not sealed for this place */
  open(place: VerdictPlace, sealed: string): unknown;
}
