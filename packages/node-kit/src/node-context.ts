import type { Answer, AnswerOf, CallbackInput, CallbackType, Json, JsonObject, LocalizedText } from '@waygate/schema';
import type { Decorations, GoTo, Refuse, Send, Suspend, SuspendOptions } from './action.ts';
import type { Evidence, Vouched } from './evidence.ts';
import type { GuardedKey, GuardedValueOf } from './guarded-key.ts';
import type { Subject } from './ports/identity-port.ts';
import type { NodePorts } from './ports/node-ports.ts';
import type { StateKey, ValueOf } from './state-key.ts';

/** The journey's state as one node may use it. Undeclared keys do not compile and are refused at run time. */
export interface StateView<R extends StateKey, W extends StateKey> {
  /** Transient, then secure, then shared. @throws WaygateError `node.state_shape` when the value is not what the key says */
  get<K extends R>(key: K): ValueOf<K> | undefined;
  /** Lives for the whole journey. Never a secret. */
  setShared<K extends W>(key: K, value: ValueOf<K>): void;
  /** Lives until the next answer to the client, longer (sealed) only if a later node reads it. */
  setTransient<K extends W>(key: K, value: ValueOf<K>): void;
  /** Removes from every scope. */
  remove(key: W): void;
  /** A key that only the config knows; it must be among the `dynamicReads` of the definition, where `*` stands for every key. */
  getNamed(name: string): Json | undefined;
  /** A key that only the config knows; it must be among the `dynamicWrites` of the definition, where `*` stands for every key. Shared unless a scope is named. */
  setNamed(name: string, value: Json, scope?: StateScope): void;
  /** Removes from one scope; from all when none is named. */
  removeNamed(name: string, scope?: StateScope): void;
  /** Copies of all that the node may read. What is secure counts as transient: it is what became of it at a pause. */
  scopes(): Readonly<Record<StateScope, Readonly<Record<string, Json>>>>;
}

/** Scopes that nodes tell apart. */
export type StateScope = 'shared' | 'transient';

/** What nodes leave each other beyond the reach of scripts, as one node may use it. Undeclared keys do not compile and are refused at run time. */
export interface GuardedView<G extends GuardedKey> {
  /** @throws WaygateError `node.state_shape` when the value is not what the key says */
  get<K extends G>(key: K): GuardedValueOf<K> | undefined;
  /** Lives for the whole run, in all its journeys; what was there before is gone. */
  set<K extends G>(key: K, value: GuardedValueOf<K>): void;
  clear(key: G): void;
}

/** Private values of one node; sealed at rest. */
export interface Scratch<T> {
  get(): T | undefined;
  set(value: T): void;
  clear(): void;
}

/** What the client answered to the callbacks that this node sent in this visit. */
export interface Answers {
  /** True when the node's own callbacks came back. */
  readonly submitted: boolean;
  /** The first answer to a callback of a type. */
  first<T extends CallbackType>(type: T): AnswerOf<T> | undefined;
  all(): readonly Answer[];
}

/** The request as a node may see it: no body, no socket. */
export interface RequestFacts {
  /** Address of the client, as far as trusted proxies tell. */
  readonly clientIp: string | undefined;
  /** A header by lower-case name; every value it came with. */
  header(name: string): readonly string[];
  /** Query parameters of the request. */
  parameter(name: string): readonly string[];
  /** Every header, by lower-case name. */
  headers(): Readonly<Record<string, readonly string[]>>;
  /** Every query parameter. */
  parameters(): Readonly<Record<string, readonly string[]>>;
  /** Language tags, best first. */
  readonly locales: readonly string[];
}

export interface NodeContext<
  Config = unknown,
  Outcome extends string = string,
  R extends StateKey = StateKey,
  W extends StateKey = StateKey,
  Local = unknown,
  Memory = unknown,
  TextKey extends string = string,
  G extends GuardedKey = GuardedKey,
> {
  readonly config: Config;
  readonly node: { readonly id: string; readonly displayName: string };
  readonly realm: string;
  readonly journey: string;
  /** Managed object that the journey is about, such as `managed/alpha_user`; undefined when its author named none. */
  readonly identityResource: string | undefined;
  readonly state: StateView<R, W>;
  /** What the nodes of a kind tell each other, which no author can change. */
  readonly guarded: GuardedView<G>;
  /** Lives for one visit chain: from entering the node until it takes an outcome. */
  readonly local: Scratch<Local>;
  /** Lives with this node instance for the whole run, over all its visits. */
  readonly memory: Scratch<Memory>;
  readonly answers: Answers;
  readonly request: RequestFacts;
  /** Whether a link that was sent by a suspension brought the person back to this node just now. */
  readonly resumed: boolean;
  /** Properties of the session that the person came with; undefined when there was none. */
  existingSession(): Promise<Readonly<Record<string, string>> | undefined>;
  /** While an author tries a draft: the shared state as they may see it, without what is secret. Undefined for everybody else. */
  readonly previewedState: (() => JsonObject) | undefined;
  /** What a script that the configuration names is for this run, for `ScriptPort.run`; undefined when there was no such script when it began. */
  scriptRevision(scriptId: string): string | undefined;
  readonly ports: NodePorts;
  /** Who is identified so far in this journey. */
  readonly subject: Subject | undefined;
  /** What has been proved so far for that subject; nothing while the sign-on is an offline one, so that it changes nothing that lasts. */
  readonly evidence: readonly Evidence[];
  /**
   * Whether the subject has proved in this run who they are, by more than a mailbox or what is remembered; in an offline sign-on, too. It is for nodes that ask for another
   * proof, and no leave to change anything that lasts: judge that by `evidence`.
   */
  readonly isIdentityProved: boolean;
  /** Name of the provider that the sign-on goes without; undefined while it is no offline one, or where nobody named any. */
  readonly offlineProvider: string | undefined;
  /** What other servers said in this run; it becomes evidence of whom an account is made for that they are known by. */
  readonly vouched: readonly Vouched[];
  /** Epoch milliseconds. */
  readonly now: number;
  /** The same for a run that is repeated after a crash; different for every other run. */
  readonly idempotencyKey: string;
  /** Names the run over all its steps, for limits. Nobody is shown it. */
  readonly runId: string;
  /** A text of the node in the person's language, `{{name}}` replaced. */
  text(key: TextKey, values?: Readonly<Record<string, string>>): string;
  /** The author's text in the person's language, or the node's own when the author gave none. */
  localized(text: LocalizedText, fallback: TextKey, values?: Readonly<Record<string, string>>): string;
  goTo(outcome: Outcome, decorations?: Decorations): GoTo;
  /** Asks or shows; the node runs again with the answers. At least one callback. */
  send(callbacks: readonly CallbackInput[]): Send;
  /** Lets the person come back by a link; the node runs again then, with `resumed`. Not on a page. */
  suspend(message: string, options?: SuspendOptions): Suspend;
  /**
   * Address by which the person comes back after a suspension that this node answers now, for whoever sends it otherwise than by `mail`. It leads nowhere unless the
   * node suspends. A secret: never in state, a text or a trace.
   */
  resumeLink(): string;
  /** Ends the journey in failure with a text that the person reads. */
  refuse(code: string, message: string): Refuse;
}
