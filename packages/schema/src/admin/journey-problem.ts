/** Something about a journey that its author should mend. `error` stops publishing, `warning` does not. */
export interface JourneyProblem {
  readonly severity: 'error' | 'warning';
  /** Stable and dotted; also the translation key. */
  readonly code: string;
  /** English: what is wrong and what to do. */
  readonly message: string;
  /** What a translation of the code is filled with: names, counts, languages. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly nodeId?: string;
  readonly outcome?: string;
  /** Place in the node's configuration. */
  readonly path?: string;
  /** What is wrong at the path, without saying where: for the field itself. */
  readonly issue?: string;
}
