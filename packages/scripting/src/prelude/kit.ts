import type { Answer, Callback, Json } from '@waygate/schema';

/** What the bindings of one run are made of. */
export interface ScriptFacts {
  readonly shared: Readonly<Record<string, Json>>;
  /** Transient and secure state. */
  readonly transient: Readonly<Record<string, Json>>;
  /** Keys that may be written; `*` means any. */
  readonly writes: readonly string[];
  readonly answers: readonly { readonly sent: Callback; readonly answer: Answer }[];
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly existingSession: Readonly<Record<string, string>> | null;
  readonly resumedFromSuspend: boolean;
  /** Address by which the person comes back when the script suspends. */
  readonly resumeUri: string;
  readonly realm: string;
  readonly scriptName: string;
  readonly cookieName: string;
  /** Names that a script finds which puts something into other words; then its value is its result. */
  readonly bindings?: Readonly<Record<string, Json>>;
  /** Whether the script makes the configuration of a node; then what it assigns to `config` is its result. */
  readonly configures?: true;
}

/** An object of Java's kind as far as scripts notice: a map with `get` and `put` whose entries are also members. */
export interface JavaMapLike {
  get(key: unknown): unknown;
  put(key: unknown, value: unknown): unknown;
  remove(key: unknown): unknown;
  containsKey(key: unknown): boolean;
}

/** Decorations and result of one run, as the bindings gather them. */
export interface Gathered {
  goTo?: string;
  suspend?: { readonly message: string; readonly minutes?: number };
  readonly callbacks: unknown[];
  header?: string;
  description?: string;
  stage?: string;
  errorMessage?: string;
  lockoutMessage?: string;
  identifiedUser?: string;
  readonly sessionProperties: Record<string, string>;
  readonly removedSessionProperties: string[];
}

/**
 * What the parts of the prelude share. Each part is one function that knows nothing of this file's surroundings: its text is run inside the sandbox, where there
 * are no modules.
 */
export interface Kit {
  readonly facts: ScriptFacts;
  /** Calls the world, or the thread around the sandbox. Throws what the world refuses. */
  ask(operation: string, argument: Json): Json;
  /** Calls the world for nothing but its effect. */
  log(level: string, text: string): void;
  /** The function of a library: it takes `exports`, `module` and `require`. */
  load(name: string): (exports: object, module: { exports: unknown }, require: unknown) => void;
  /** Makes a name of the sandbox; a script may put something else in its place. */
  define(name: string, value: unknown): void;
  /** Plain JSON of anything that a script holds. */
  plain(value: unknown): Json;
  copy<T>(value: T): T;
  readonly JavaMap: new (entries?: object) => JavaMapLike;
  readonly JavaList: new () => unknown[] & { get(index: number): unknown };
  /** JSON in the shapes of Java. */
  java(value: unknown): unknown;
  readonly shared: JavaMapLike;
  readonly transient: JavaMapLike;
  /** Throws when the node does not let the script write a key. */
  writable(key: string): void;
  readonly gathered: Gathered;
  /** A callback as the engine knows it, by AM's name and the arguments of AM's constructors. */
  readonly callbacks: Readonly<Record<string, (...given: unknown[]) => Record<string, unknown>>>;
  /** People by name. */
  identity(name: unknown): Record<string, unknown>;
  missing(what: string): never;
}
