import { type MessagePort, workerData } from 'node:worker_threads';
import { runCommand } from '../src/run-command.ts';

/** What a test wants to be run. */
export interface WantedCommand {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What came of it, as of a process. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the thread is reached: it answers at the port, and then wakes whoever waits for the signal. */
export interface CommandLine {
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

const { port, signal } = workerData as CommandLine;
const written = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array) => {
    written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    return true;
  };
}

port.on('message', async ({ args, environment }: WantedCommand) => {
  Object.assign(written, { stdout: '', stderr: '' });
  process.exitCode = 0;
  await runCommand(['node', 'waygate', ...args], environment);
  port.postMessage({ status: Number(process.exitCode), ...written } satisfies CommandResult);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
