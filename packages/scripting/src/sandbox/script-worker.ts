import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { runInSandbox } from './run-in-sandbox.ts';
import type { CallAnswer, FromWorker, SandboxCall, SandboxJob } from './sandbox-job.ts';

/** One thread of the pool: runs one script after the other, each in a runtime of its own. */
const pool = parentPort;
if (pool === null) throw new Error('This is a worker.');
const { answers, signal } = workerData as { readonly answers: MessagePort; readonly signal: Int32Array };
const say = (message: FromWorker) => pool.postMessage(message);

const quickJs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));

/** Asks the pool and stands still until it has answered. */
function ask(call: SandboxCall): CallAnswer {
  Atomics.store(signal, 0, 0);
  say({ kind: 'call', call });
  Atomics.wait(signal, 0, 0);
  const received = receiveMessageOnPort(answers);
  return received === undefined ? { error: 'The call was not answered.' } : (received.message as CallAnswer);
}

pool.on('message', (job: SandboxJob) => {
  say({ kind: 'result', ...runInSandbox(quickJs, job, { ask, log: (line) => say({ kind: 'log', line }) }) });
});
say({ kind: 'ready' });
