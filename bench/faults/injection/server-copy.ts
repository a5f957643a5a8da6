import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CuttingProxy } from './cutting-proxy.ts';

/** The checkout that this is part of. */
const PRESENT = fileURLToPath(new URL('../../../', import.meta.url));
const READY = 'Waygate ready at';
/** How often a load balancer asks whether it is ready, milliseconds. */
const LOOKS_EVERY_MS = 100;

/** One copy of the server in a process of its own, which clients reach through a network that can be cut. It keeps its port when it is started again. */
export class ServerCopy {
  readonly proxy: CuttingProxy;
  readonly #port: number;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #ready = false;
  #isToldToEnd = false;
  /** Is told when it ended by itself after it had been ready, with what it said last. */
  crashed: (said: string) => void = () => undefined;
  /** Folder of the checkout whose server it is when it is started next. */
  release = PRESENT;

  private constructor(proxy: CuttingProxy, port: number, environment: Readonly<Record<string, string>>) {
    this.proxy = proxy;
    this.#port = port;
    this.#environment = environment;
  }

  static async reserve(environment: Readonly<Record<string, string>>): Promise<ServerCopy> {
    const reserved = createServer();
    await once(reserved.listen(0, '127.0.0.1'), 'listening');
    const { port } = reserved.address() as AddressInfo;
    await new Promise((resolve) => reserved.close(resolve));
    return new ServerCopy(await CuttingProxy.start(port), port, environment);
  }

  /** Whether it answered that it is ready and was not told to end since. */
  get isReady(): boolean {
    return this.#ready;
  }

  /**
   * Starts it, again when it could not: while the disk is full or the database is away a server says so and ends.
   * @throws Error when it does not start in half a minute
   */
  async start(): Promise<void> {
    const until = performance.now() + 60_000;
    for (;;) {
      const said = await this.#tryToStart();
      if (said === undefined) return;
      if (performance.now() > until) throw new Error(`A server does not start: ${said}`);
    }
  }

  /** Ends it at once, in the midst of whatever it does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Tells it to stop, as an operator does. @returns its exit code */
  async stop(): Promise<number | string> {
    return this.#end('SIGTERM');
  }

  /** The same, while whoever leads requests here knows of it only by `/readyz`. @returns its exit code */
  async drain(): Promise<number | string> {
    const child = this.#child;
    if (child === undefined) return 'ended before';
    this.#isToldToEnd = true;
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    child.kill('SIGTERM');
    while (this.#ready) {
      this.#ready = await this.answersReady();
      await pause(LOOKS_EVERY_MS);
    }
    const [code, by] = await ended;
    return code ?? by ?? '';
  }

  /** Whether it says at `/readyz` that it is. */
  async answersReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** @returns what it said when it ended instead of becoming ready */
  async #tryToStart(): Promise<string | undefined> {
    this.#isToldToEnd = false;
    const child = spawn(
      process.execPath,
      ['--conditions=development', '--disable-warning=ExperimentalWarning', join(this.release, 'apps/server/src/main.ts')],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        // A signal of the terminal is for the run, which ends its servers itself.
        detached: true,
        env: { ...this.#environment, PATH: process.env['PATH'] ?? '', WAYGATE_PORT: String(this.#port) },
      },
    );
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      if (said.includes(READY)) resolve(undefined);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code, signal) => {
      if (this.#ready && !this.#isToldToEnd) this.crashed(`exit ${code ?? signal}: ${said}`);
      this.#ready = false;
      resolve(`exit ${code ?? signal}: ${said}`);
    });
    const failure = await promise;
    this.#ready = failure === undefined;
    return failure;
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string> {
    this.#ready = false;
    this.#isToldToEnd = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return 'ended before';
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    child.kill(signal);
    child.kill('SIGCONT');
    const [code, by] = await ended;
    return code ?? by ?? '';
  }
}
