import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const READY = /^Waygate ready at (\S+)$/m;

/** The built server as a process of its own, on its own port and folder. */
export class BuiltServer {
  readonly port: number;
  readonly url: string;
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #said = '';
  #log = '';

  private constructor(port: number, directory: string, environment: Readonly<Record<string, string>>) {
    this.port = port;
    this.url = environment['WAYGATE_PUBLIC_URL'] ?? `http://localhost:${port}`;
    this.#directory = directory;
    this.#environment = environment;
  }

  /**
   * Starts a server and waits until it answers.
   * @param directory data folder
   * @param environment further WAYGATE_ variables
   */
  static async start(directory: string, environment: Readonly<Record<string, string>> = {}): Promise<BuiltServer> {
    const server = new BuiltServer(await freePort(), directory, environment);
    await server.start();
    return server;
  }

  /** What it printed for the person at the terminal since the last start. */
  get said(): string {
    return this.#said;
  }

  /** Its log since the last start. */
  get log(): string {
    return this.#log;
  }

  /** Starts it again, on the same port and folder. */
  async start(): Promise<void> {
    this.#said = '';
    this.#log = '';
    const child = spawn(process.execPath, [join(ROOT, 'apps/server/dist/main.js')], {
      cwd: this.#directory,
      env: {
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        PATH: process.env['PATH'] ?? '',
        WAYGATE_DEMO: '1',
        // Tests of the sign-on of administrators say what they want; all others sign on quickly.
        WAYGATE_ADMIN_SECOND_FACTOR: 'off',
        WAYGATE_DATA_DIR: this.#directory,
        WAYGATE_PORT: String(this.port),
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.on('data', (text: Buffer) => {
      this.#log += text.toString();
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        this.#said += text.toString();
        if (READY.test(this.#said)) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`The server ended with code ${code}: ${this.#log}`)));
    });
  }

  /** Ends it as a power switch does: no handler of its runs. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Asks it to stop. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Kills it and starts it again. */
  async crash(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
