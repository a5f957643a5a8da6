import type { Json, ScriptDigest, ScriptGeneration } from '@waygate/schema';

/** What one run may use. Times are milliseconds, sizes bytes. */
export interface SandboxLimits {
  /** How long the script itself may compute; waiting for the world does not count. */
  readonly computeMs: number;
  /** How long it may wait for the world, over all its calls. */
  readonly waitMs: number;
  readonly memory: number;
  readonly stack: number;
  /** How many calls of the world and of the worker it may make. */
  readonly calls: number;
  /** How much one call may carry, there and back. */
  readonly callSize: number;
  /** How much it may answer. */
  readonly outputSize: number;
  /** How many lines it may log; what comes after them is dropped. */
  readonly logLines: number;
}

export const SANDBOX_LIMITS: SandboxLimits = {
  computeMs: 2_000,
  waitMs: 20_000,
  memory: 16 * 1024 * 1024,
  stack: 256 * 1024,
  calls: 1_000,
  callSize: 1024 * 1024,
  outputSize: 512 * 1024,
  logLines: 200,
};

/** A source with the name under which its errors are told. */
export interface SandboxSource {
  readonly name: string;
  readonly source: string;
}

/** One run of one script. */
export interface SandboxJob {
  readonly kind: ScriptGeneration;
  readonly main: SandboxSource;
  /** What `require` finds, by name. */
  readonly libraries: readonly SandboxSource[];
  /** What the bindings are made of. */
  readonly facts: Json;
  readonly limits: SandboxLimits;
  /** Hash algorithms that it may call; all that there are when left out. */
  readonly digests?: readonly ScriptDigest[];
}

/** How a run went wrong. `position` is where in the author's own source. */
export type SandboxFaultKind = 'failed' | 'too_long' | 'out_of_memory' | 'too_many_calls' | 'too_large' | 'broken';
export interface SandboxFault {
  readonly fault: SandboxFaultKind;
  readonly message: string;
  readonly position?: { readonly script: string; readonly line: number; readonly column: number };
}

export interface SandboxLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

export type SandboxResult = { readonly output: unknown } | SandboxFault;

/** A call of the world that a script makes and waits for. */
export interface SandboxCall {
  readonly operation: string;
  readonly argument: Json;
}

/** What the worker says to the pool. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'call'; readonly call: SandboxCall }
  | { readonly kind: 'log'; readonly line: SandboxLogLine }
  | { readonly kind: 'result'; readonly text?: string; readonly fault?: SandboxFault; readonly spoilt: boolean };

/** What the pool answers to a call. */
export type CallAnswer = { readonly value: Json } | { readonly error: string };
