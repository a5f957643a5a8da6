import type { Json } from '@waygate/schema';

/** A value that can be chosen, and its text. */
export interface FieldOption {
  readonly value: string;
  readonly label: string;
}

interface Described {
  /** Member of the configuration. */
  readonly key: string;
  readonly title: string;
  /** A sentence; empty when the node says none. */
  readonly help: string;
  /** What holds when nothing is set; undefined when nothing does. */
  readonly byDefault: Json | undefined;
  /** Whether the node cannot do without a value of its own. */
  readonly isRequired: boolean;
}

interface Text {
  readonly maxLength: number | undefined;
}

interface OfScript extends Text {
  /** Contexts of the scripts that fit, the one of a new script first; undefined for those that decide in a journey. */
  readonly contexts: readonly string[] | undefined;
}

interface Numeric {
  readonly isInteger: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly unit: string | undefined;
}

interface Enumerated {
  readonly options: readonly FieldOption[];
}

/** What each kind of field knows besides. */
interface Kinds {
  readonly text: Text;
  readonly multiline: Text;
  readonly url: Text;
  readonly color: Text;
  readonly secret: Text;
  readonly journey: Text;
  /** Names of things that this server need not have. */
  readonly script: OfScript;
  /** Type that the node runs as. */
  readonly 'node-type': Text;
  readonly theme: Text;
  readonly 'email-template': Text;
  readonly 'secret-label': Text;
  readonly number: Numeric;
  readonly flag: object;
  readonly choice: Enumerated;
  readonly choices: Enumerated;
  readonly list: object;
  readonly 'key-value': object;
  readonly localized: object;
  readonly children: object;
  readonly json: object;
}

export type FieldKind = keyof Kinds;

/** The field of a kind. */
export type FieldOf<K extends FieldKind> = { [P in K]: Described & Kinds[P] & { readonly kind: P } }[K];

/** One field of the form of a configuration. */
export type ConfigField = FieldOf<FieldKind>;
