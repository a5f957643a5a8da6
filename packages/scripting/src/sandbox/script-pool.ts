import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Json } from '@waygate/schema';
import { WaygateError } from '@waygate/schema';
import type { CallAnswer, FromWorker, SandboxCall, SandboxJob, SandboxLogLine, SandboxResult } from './sandbox-job.ts';

/** The world as one run may call it. */
export interface SandboxHost {
  /** @throws whatever the script is to see as an exception; only the message of a `WaygateError` reaches it */
  call(call: SandboxCall): Promise<Json>;
  log(line: SandboxLogLine): void;
}

export interface ScriptPoolOptions {
  /** Threads; two for each core when it is not given. */
  readonly threads?: number;
  /** Scripts that may wait for a thread. */
  readonly waiting?: number;
}

interface Task {
  readonly job: SandboxJob;
  readonly host: SandboxHost;
  readonly lane: string;
  readonly settle: (result: SandboxResult) => void;
}

const WAITING = 200;
/** Heap that a thread of the pool may have beside the memory of the scripts, megabytes. */
const HEAP_MB = 96;

/**
 * Runs scripts in threads, so that nothing that a script does holds up the event loop. Threads start when they are needed. One script never has more than half
 * of them: whatever it does, the scripts of other sign-ons go on.
 */
export class ScriptPool {
  readonly #threads: number;
  readonly #waitingMost: number;
  readonly #all = new Set<ScriptThread>();
  readonly #idle: ScriptThread[] = [];
  readonly #waiting: Task[] = [];
  readonly #lanes = new Map<string, number>();
  #closed = false;

  constructor({ threads = 2 * availableParallelism(), waiting = WAITING }: ScriptPoolOptions = {}) {
    this.#threads = Math.max(2, threads);
    this.#waitingMost = waiting;
  }

  /**
   * Runs a script when a thread is free. Resolves with a fault for whatever the script does wrong.
   * @param lane what shares a bound on the threads: one script
   * @throws WaygateError `script.busy` (operational) when too many wait
   */
  run(job: SandboxJob, host: SandboxHost, lane: string): Promise<SandboxResult> {
    if (this.#closed) return Promise.reject(new WaygateError('operational', 'script.closed', 'The server stops.'));
    if (this.#waiting.length >= this.#waitingMost) {
      return Promise.reject(
        new WaygateError('operational', 'script.busy', 'Too many sign-ons wait for a script at this moment. Try again.'),
      );
    }
    const { promise, resolve } = Promise.withResolvers<SandboxResult>();
    // What the thread asks for comes by its messages, which know nothing of who waits for it.
    const inContext = AsyncLocalStorage.snapshot();
    const hostThere: SandboxHost = { call: (call) => inContext(() => host.call(call)), log: (line) => inContext(() => host.log(line)) };
    this.#waiting.push({ job, host: hostThere, lane, settle: resolve });
    this.#next();
    return promise;
  }

  /** Ends every thread. What runs or waits ends as broken. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.settle({ fault: 'broken', message: 'The server stops.' });
    await Promise.all([...this.#all].map((thread) => thread.stop()));
  }

  #next(): void {
    for (;;) {
      const place = this.#waiting.findIndex(({ lane }) => (this.#lanes.get(lane) ?? 0) < Math.max(1, this.#threads >> 1));
      if (place === -1) return;
      const thread = this.#idle.pop() ?? this.#start();
      if (thread === undefined) return;
      const [task] = this.#waiting.splice(place, 1);
      if (task !== undefined) void this.#work(thread, task);
    }
  }

  #start(): ScriptThread | undefined {
    if (this.#closed || this.#all.size >= this.#threads) return undefined;
    const thread = new ScriptThread();
    this.#all.add(thread);
    return thread;
  }

  async #work(thread: ScriptThread, { job, host, lane, settle }: Task): Promise<void> {
    this.#lanes.set(lane, (this.#lanes.get(lane) ?? 0) + 1);
    const result = await thread.run(job, host);
    const left = (this.#lanes.get(lane) ?? 1) - 1;
    if (left === 0) this.#lanes.delete(lane);
    else this.#lanes.set(lane, left);
    if (thread.usable) this.#idle.push(thread);
    else {
      this.#all.delete(thread);
      void thread.stop();
    }
    settle(result);
    this.#next();
  }
}

/** One thread and what it is doing. */
class ScriptThread {
  usable = true;
  readonly #worker: Worker;
  readonly #answers: MessagePort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #ready: Promise<void>;
  #heard: (message: FromWorker) => void = () => undefined;
  #died: (why: string) => void = () => undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const file = `./script-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
    this.#worker = new Worker(new URL(file, import.meta.url), {
      workerData: { answers: port2, signal: this.#signal },
      transferList: [port2],
      // Nothing of the server's surroundings is in the thread, not even its environment.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    port1.unref();
    this.#ready = new Promise((resolve) => {
      this.#worker.on('message', (message: FromWorker) => (message.kind === 'ready' ? resolve() : this.#heard(message)));
      this.#worker.on('error', (error: Error) => {
        this.usable = false;
        resolve();
        this.#died(error.message);
      });
      this.#worker.on('exit', () => {
        this.usable = false;
        resolve();
        this.#died('The thread ended.');
      });
    });
    this.#worker.unref();
  }

  async run(job: SandboxJob, host: SandboxHost): Promise<SandboxResult> {
    this.#worker.ref();
    await this.#ready;
    if (!this.usable) return { fault: 'broken', message: 'The thread of the sandbox did not start.' };
    const { promise, resolve } = Promise.withResolvers<SandboxResult>();
    const { computeMs, waitMs } = job.limits;
    let computing: NodeJS.Timeout | undefined;
    let waited = 0;
    // The thread ends a script that computes too long by itself; this is for what does not even come to be asked.
    const guard = () => {
      computing = setTimeout(() => {
        this.usable = false;
        void this.stop();
        resolve({ fault: 'too_long', message: 'The script computed longer than it may.' });
      }, 2 * computeMs);
    };
    this.#died = (why) => resolve({ fault: 'broken', message: why });
    this.#heard = (message) => {
      if (message.kind === 'log') host.log(message.line);
      else if (message.kind === 'result') {
        if (message.spoilt) this.usable = false;
        resolve(message.fault ?? { output: parsed(message.text ?? 'null') });
      } else if (message.kind === 'call') {
        clearTimeout(computing);
        const from = performance.now();
        void answer(host, message.call, waitMs - waited).then((answered) => {
          waited += performance.now() - from;
          if (!this.usable) return;
          guard();
          this.#answers.postMessage(answered);
          Atomics.store(this.#signal, 0, 1);
          Atomics.notify(this.#signal, 0);
        });
      }
    };
    guard();
    this.#worker.postMessage(job);
    const result = await promise;
    clearTimeout(computing);
    this.#heard = () => undefined;
    this.#died = () => undefined;
    this.#worker.unref();
    return result;
  }

  async stop(): Promise<void> {
    this.usable = false;
    await this.#worker.terminate();
  }
}

/** What a call comes to, also when nobody answers it. */
async function answer(host: SandboxHost, call: SandboxCall, within: number): Promise<CallAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<CallAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ error: `${call.operation} was not answered in time.` }), Math.max(0, within));
  });
  const done = host
    .call(call)
    .then((value): CallAnswer => ({ value }))
    .catch((error: unknown): CallAnswer => ({ error: error instanceof WaygateError ? error.message : `${call.operation} did not work.` }));
  const answered = await Promise.race([done, tooLong]);
  clearTimeout(timer);
  return answered;
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}
