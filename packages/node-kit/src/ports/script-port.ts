import type { Answer, Callback, CallbackInput, Json, JsonObject } from '@waygate/schema';

/** What a script may know of the journey and of the request. All of it is plain JSON: a script never holds anything of the server. */
export interface ScriptRequest {
  readonly realm: string;
  /** What the run is pinned to, as `NodeContext.scriptRevision` says it. */
  readonly revision: string;
  /** State that it may read, as `StateView.scopes` gives it. */
  readonly state: { readonly shared: Readonly<Record<string, Json>>; readonly transient: Readonly<Record<string, Json>> };
  /** Keys that it may write; `*` means any. */
  readonly writes: readonly string[];
  /** What it asked before, and what was answered; empty when it is entered. */
  readonly answers: readonly { readonly sent: Callback; readonly answer: Answer }[];
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Properties of the session that the person came with. */
  readonly existingSession: Readonly<Record<string, string>> | undefined;
  readonly resumedFromSuspend: boolean;
  /** Address by which the person comes back when the script suspends. */
  readonly resumeUri: string;
  /** Names the effects of this run: one that is repeated does them once. */
  readonly idempotencyKey: string;
}

/** One change of the state, to be made in the order in which the script made them. */
export type ScriptStateChange =
  | { readonly change: 'put'; readonly scope: 'shared' | 'transient'; readonly key: string; readonly value: Json }
  | { readonly change: 'remove'; readonly scope: 'shared' | 'transient'; readonly key: string };

/** What a script did. Nothing of it is trusted: the node checks outcomes, keys and callbacks. */
export interface ScriptResult {
  readonly action:
    | { readonly kind: 'goTo'; readonly outcome: string }
    | { readonly kind: 'send'; readonly callbacks: readonly CallbackInput[] }
    | { readonly kind: 'suspend'; readonly message: string; readonly minutes?: number };
  readonly changes: readonly ScriptStateChange[];
  readonly header?: string;
  readonly description?: string;
  readonly stage?: string;
  /** What the person reads when the journey comes to nothing. */
  readonly errorMessage?: string;
  readonly lockoutMessage?: string;
  /** Name of the person whom the script says it identified. */
  readonly identifiedUser?: string;
  readonly sessionProperties: Readonly<Record<string, string>>;
  readonly removedSessionProperties: readonly string[];
  /** For the trace. */
  readonly audit?: Json;
}

/** What a script that makes the configuration of a node may know. */
export type ConfigureRequest = Omit<ScriptRequest, 'writes' | 'answers' | 'resumeUri'>;

/** What a script that puts a profile into other words is given. */
export interface TransformRequest {
  readonly realm: string;
  /** What the run is pinned to, or a script of the realm as it is now, for what no node names. */
  readonly script: { readonly revision: string } | { readonly id: string };
  /** Names that the script finds, in AM's words, such as `rawProfile`, `normalizedProfile`, `jwtClaims` and `selectedIdp`. */
  readonly bindings: Readonly<Record<string, Json>>;
  /** State that it may read. */
  readonly state: ScriptRequest['state'];
  readonly idempotencyKey: string;
}

export interface ScriptPort {
  /**
   * Runs a script in a sandbox: bounded in time, memory, size and calls of the world.
   * @throws WaygateError of kind `authoring` that names the script, line and column (`script.failed`, `script.too_long`, `script.out_of_memory`,
   * `script.too_many_calls`, `script.too_large`, `script.broken`, `script.no_result`, `script.language`), or `script.busy` (operational) when too many scripts wait
   */
  run(request: ScriptRequest): Promise<ScriptResult>;
  /**
   * Runs a script that assigns an object to `config`. What else it does, such as writing state, counts for nothing.
   * @throws WaygateError like `run`; `script.no_result` when it assigns no object
   */
  configure(request: ConfigureRequest): Promise<JsonObject>;
  /**
   * Runs a script whose value is an object. What else it does, such as writing state, counts for nothing.
   * @throws WaygateError like `run`; `script.missing` (authoring) when there is no such script, `script.no_result` when its value is no object
   */
  transform(request: TransformRequest): Promise<JsonObject>;
}
