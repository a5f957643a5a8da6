/** Something about a script that its author should know. An error keeps it from running at all, a warning where it comes there. */
export interface ScriptProblem {
  readonly severity: 'error' | 'warning';
  /** Stable and dotted; also the translation key. */
  readonly code:
    | 'script.syntax'
    | 'script.java_unknown'
    | 'script.broken_digest'
    | 'script.java_absent'
    | 'script.member_missing'
    | 'script.library_missing'
    | 'script.language';
  /** English. */
  readonly message: string;
  /** What a translation of the code is filled with. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Place in the source, both counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** What can be told of a script without running it. */
export interface ScriptReport {
  readonly problems: readonly ScriptProblem[];
  /** Names of the libraries that it requires. */
  readonly libraries: readonly string[];
}
