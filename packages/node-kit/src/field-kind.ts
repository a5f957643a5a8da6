/**
 * What a field of a configuration is, where its JSON Schema alone does not tell: how the editor's form lets an author fill it in. Texts, numbers, yes or no,
 * enumerations and lists of texts need none.
 */
export type FieldKind =
  /** Texts by language. */
  | 'localized'
  /** A text of several lines. */
  | 'multiline'
  /** A text that is never shown again. */
  | 'secret'
  /** An address, or a path of this server. */
  | 'url'
  /** Six hexadecimal digits. */
  | 'color'
  /** Texts by name, such as headers. */
  | 'key-value'
  /** Name of a journey of the realm. */
  | 'journey'
  /** Id of a script of the realm. */
  | 'script'
  /** Type of node that another node can run as. */
  | 'node-type'
  /** Id of an e-mail template of the realm. */
  | 'email-template'
  /** Names of things that this server need not have; they stay as they are written. */
  | 'theme'
  | 'secret-label'
  /** Anything that JSON can carry. */
  | 'json'
  /** The nodes on a page. */
  | 'children';

/** What a number counts. The first try is no retry: the form says how many attempts a number of retries makes. */
export type FieldUnit = 'retries' | 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days' | 'percent' | 'meters' | 'kilometers';

declare module 'zod' {
  /** What `.meta()` may say of a field, so that a kind or a unit that no form knows does not compile. */
  interface GlobalMeta {
    /** Name of the field. */
    title?: string;
    /** What it does, in a sentence or two. */
    help?: string;
    field?: FieldKind;
    unit?: FieldUnit;
    /** Contexts of the scripts that a field of kind `script` can name, the one of a new script first; without it those of Scripted Decision. */
    contexts?: readonly string[];
    /** Texts of the values of an enumeration. */
    options?: Readonly<Record<string, string>>;
  }
}
