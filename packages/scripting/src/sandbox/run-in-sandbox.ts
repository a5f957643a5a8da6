import { SCRIPT_DIGESTS } from '@waygate/schema';
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { preludeSource } from '../prelude/prelude-source.ts';
import { localCall } from './local-call.ts';
import type { CallAnswer, SandboxCall, SandboxFault, SandboxFaultKind, SandboxJob, SandboxLogLine } from './sandbox-job.ts';

/** What the sandbox reaches outside of its runtime. */
export interface SandboxWorld {
  ask(call: SandboxCall): CallAnswer;
  log(line: SandboxLogLine): void;
}

/** How a run ended: the JSON text of what the script did, or what went wrong. `spoilt` says that the thread must not run another script. */
export interface SandboxEnd {
  readonly text?: string;
  readonly fault?: SandboxFault;
  readonly spoilt: boolean;
}

const MAIN = 'waygate-script';
const LIBRARY = 'waygate-library-';
/** What a library is wrapped in; it stands on the library's first line, so columns there are counted without it. */
const WRAP = '(function (exports, module, require) {';
/** Scripts are scripts, never modules, and not strict: they are written for Rhino. */
const GLOBAL = { type: 'global' } as const;
const LONGEST_MESSAGE = 500;
const LONGEST_LOG = 4_096;

/** Runs one script in a fresh runtime. Only text goes in and out. */
export function runInSandbox(quickJs: QuickJSWASMModule, job: SandboxJob, world: SandboxWorld): SandboxEnd {
  const run = new SandboxRun(job, world);
  let runtime: QuickJSRuntime | undefined;
  let end: Omit<SandboxEnd, 'spoilt'>;
  let spoilt = false;
  try {
    runtime = quickJs.newRuntime();
    end = run.in(runtime);
  } catch (error) {
    // The machine itself failed: memory that not even the runtime could be given, or a trap.
    spoilt = true;
    end = { fault: { fault: run.exceeded ?? 'broken', message: run.exceeded === undefined ? text(error) : LIMIT_TEXTS[run.exceeded] } };
  }
  try {
    runtime?.dispose();
  } catch {
    spoilt = true;
  }
  return { ...end, spoilt };
}

type Limit = 'too_long' | 'out_of_memory' | 'too_many_calls' | 'too_large';

const LIMIT_TEXTS: Readonly<Record<Limit, string>> = {
  too_long: 'The script computed longer than it may.',
  out_of_memory: 'The script used more memory than it may.',
  too_many_calls: 'The script made more calls than it may.',
  too_large: 'The script passed on more than it may.',
};

class SandboxRun {
  /** The limit that the script went over; nothing that it does afterwards counts. */
  exceeded: Limit | undefined;
  readonly #job: SandboxJob;
  readonly #world: SandboxWorld;
  readonly #began = performance.now();
  #waited = 0;
  #calls = 0;
  #lines = 0;

  constructor(job: SandboxJob, world: SandboxWorld) {
    this.#job = job;
    this.#world = world;
  }

  in(runtime: QuickJSRuntime): Omit<SandboxEnd, 'spoilt'> {
    const { limits, main } = this.#job;
    runtime.setMemoryLimit(limits.memory);
    runtime.setMaxStackSize(limits.stack);
    runtime.setInterruptHandler(() => this.#mustStop());
    const context = runtime.newContext();
    const kept: QuickJSHandle[] = [];
    const keep = (handle: QuickJSHandle) => {
      kept.push(handle);
      return handle;
    };
    try {
      const host = keep(context.newFunction('host', (...args) => this.#host(context, args)));
      const load = keep(context.newFunction('load', (name) => this.#load(context, name)));
      const facts = keep(context.newString(JSON.stringify(this.#job.facts)));
      const prelude = context.evalCode(preludeSource(this.#job.kind, main.source), 'waygate-prelude', GLOBAL);
      if (prelude.error !== undefined) return this.#fault(context, prelude.error);
      const finish = context.callFunction(keep(prelude.value), context.undefined, host, load, facts);
      if (finish.error !== undefined) return this.#fault(context, finish.error);
      keep(finish.value);
      const script = context.evalCode(main.source, MAIN, GLOBAL);
      if (script.error !== undefined) return this.#fault(context, script.error);
      const output = context.callFunction(finish.value, context.undefined, keep(script.value));
      if (output.error !== undefined) return this.#fault(context, output.error);
      keep(output.value);
      if (this.exceeded !== undefined) return { fault: { fault: this.exceeded, message: LIMIT_TEXTS[this.exceeded] } };
      const said = context.getString(output.value);
      if (said.length > limits.outputSize) return { fault: { fault: 'too_large', message: LIMIT_TEXTS.too_large } };
      return { text: said };
    } finally {
      for (const handle of kept) if (handle.alive) handle.dispose();
      context.dispose();
    }
  }

  #mustStop(): boolean {
    if (this.exceeded !== undefined) return true;
    if (performance.now() - this.#began - this.#waited <= this.#job.limits.computeMs) return false;
    this.exceeded = 'too_long';
    return true;
  }

  /** The one function by which a script reaches anything: an operation and JSON in, JSON out. */
  #host(context: QuickJSContext, [operation, argument]: readonly QuickJSHandle[]): QuickJSHandle {
    const { limits } = this.#job;
    if (operation === undefined || argument === undefined || this.exceeded !== undefined) throw new Error('No further call is made.');
    this.#calls += 1;
    if (this.#calls > limits.calls) throw this.#over('too_many_calls', `A script may make ${limits.calls} calls.`);
    const name = context.getString(operation);
    const sent = context.getString(argument);
    if (sent.length > limits.callSize) throw this.#over('too_large', `A call may carry ${limits.callSize} bytes.`);
    if (name === 'log') {
      this.#log(sent);
      return context.undefined;
    }
    const call: SandboxCall = { operation: name, argument: JSON.parse(sent) as SandboxCall['argument'] };
    const answered = JSON.stringify(localCall(call, this.#job.digests ?? SCRIPT_DIGESTS) ?? this.#ask(call));
    if (answered.length > limits.callSize) throw new Error('The answer is larger than a script may receive.');
    return context.newString(answered);
  }

  #ask(call: SandboxCall): CallAnswer {
    const from = performance.now();
    try {
      return this.#world.ask(call);
    } finally {
      this.#waited += performance.now() - from;
    }
  }

  #log(sent: string): void {
    this.#calls -= 1;
    this.#lines += 1;
    if (this.#lines > this.#job.limits.logLines) return;
    const [level, line] = JSON.parse(sent) as [SandboxLogLine['level'], string];
    this.#world.log({ level, text: String(line).slice(0, LONGEST_LOG) });
  }

  /** Compiles a library and answers its function. */
  #load(context: QuickJSContext, name: QuickJSHandle): QuickJSHandle | { error: QuickJSHandle } {
    const wanted = context.getString(name);
    const index = this.#job.libraries.findIndex((library) => library.name === wanted);
    const library = this.#job.libraries[index];
    if (library === undefined) throw new Error(`There is no library ${wanted.slice(0, 100)}.`);
    const compiled = context.evalCode(`${WRAP}${library.source}\n})`, `${LIBRARY}${index}`, GLOBAL);
    return compiled.error === undefined ? compiled.value : { error: compiled.error };
  }

  #over(limit: Limit, message: string): Error {
    this.exceeded = limit;
    return new Error(message);
  }

  /** What an exception means. Reading it runs no code of the script that could escape the limits: those stay in force. */
  #fault(context: QuickJSContext, error: QuickJSHandle): { fault: SandboxFault } {
    const name = read(context, error, 'name');
    const message = read(context, error, 'message');
    const stack = read(context, error, 'stack') ?? '';
    const thrown = message === undefined ? readText(context, error) : name === undefined ? message : `${name}: ${message}`;
    error.dispose();
    const memory = message === 'out of memory' ? 'out_of_memory' : undefined;
    const fault: SandboxFaultKind = this.exceeded ?? memory ?? 'failed';
    const position = this.#position(stack);
    return {
      fault: {
        fault,
        message: fault === 'failed' ? (thrown ?? 'The script threw.').slice(0, LONGEST_MESSAGE) : LIMIT_TEXTS[fault],
        ...(position === undefined ? {} : { position }),
      },
    };
  }

  /** The innermost frame that stands in a source of the author's. */
  #position(stack: string): SandboxFault['position'] {
    const found = /waygate-(script|library-(\d+)):(\d+)(?::(\d+))?/.exec(stack);
    if (found === null) return undefined;
    const [, , library, lineText, columnText] = found;
    const line = Number(lineText);
    const column = Number(columnText ?? 1);
    if (library === undefined) return { script: this.#job.main.name, line, column };
    const source = this.#job.libraries[Number(library)];
    return source === undefined
      ? undefined
      : { script: source.name, line, column: line === 1 ? Math.max(1, column - WRAP.length) : column };
  }
}

function read(context: QuickJSContext, error: QuickJSHandle, member: string): string | undefined {
  try {
    if (context.typeof(error) !== 'object' || context.sameValue(error, context.null)) return undefined;
    return context.getProp(error, member).consume((value) => (context.typeof(value) === 'string' ? context.getString(value) : undefined));
  } catch {
    return undefined;
  }
}

function readText(context: QuickJSContext, thrown: QuickJSHandle): string | undefined {
  const type = context.typeof(thrown);
  return type === 'string' || type === 'number' || type === 'boolean' ? `Threw ${context.getString(thrown)}` : undefined;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, LONGEST_MESSAGE) : 'The sandbox failed.';
}
