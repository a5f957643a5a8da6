import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CuttingProxy } from './cutting-proxy.ts';

const run = promisify(execFile);
const PATIENCE_MS = 30_000;
const MOST_STARTS = 6;

/**
 * The MongoDB that the variables `MONGODB_URI` and `MONGOD_CTL` name: a replica set of one member, which can be killed, stopped and told to step down. Servers reach it
 * through a network that can be cut.
 */
export class ControlledDatabase {
  readonly proxy: CuttingProxy;
  readonly #control: string;
  readonly #direct: string;

  private constructor(proxy: CuttingProxy, control: string, direct: string) {
    this.proxy = proxy;
    this.#control = control;
    this.#direct = direct;
  }

  /** @throws Error when the variables are not there */
  static async open(): Promise<ControlledDatabase> {
    const { MONGODB_URI: uri, MONGOD_CTL: control } = process.env;
    if (uri === undefined || control === undefined) {
      throw new Error(
        'MongoDB takes MONGODB_URI (a replica set that may be lost) and MONGOD_CTL (a command that takes kill9, start and status).',
      );
    }
    const { port } = new URL(uri);
    return new ControlledDatabase(await CuttingProxy.start(Number(port)), control, uri);
  }

  /** Connection string of a database through the cut network. It names the one member alone, since the replica set would tell drivers its own address. */
  uri(name: string): string {
    return `mongodb://127.0.0.1:${this.proxy.port}/${name}?directConnection=true`;
  }

  /** Past the network, for whoever sets things up. */
  directUri(name: string): string {
    return this.#direct.replace(/\/(?=\?|$)/, `/${name}`);
  }

  async kill(): Promise<void> {
    await run(this.#control, ['kill9']);
  }

  /** The control waits for a while only, and a database that was killed takes longer where a machine has much to do: then it is waited for once more. */
  async start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await run(this.#control, ['start']);
        return;
      } catch (error) {
        if (tries === MOST_STARTS) throw error;
      }
    }
  }

  async signal(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const { stdout } = await run(this.#control, ['status']);
    const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
    if (pid > 0) process.kill(pid, signal);
  }

  /** The primary gives up its office and, being alone, takes it again after a second. */
  async stepDown(): Promise<void> {
    const { MongoClient } = await import('mongodb');
    const client = new MongoClient(this.#direct, { serverSelectionTimeoutMS: PATIENCE_MS, directConnection: true });
    try {
      await client.db('admin').command({ replSetStepDown: 1, secondaryCatchUpPeriodSecs: 0, force: true });
      const until = performance.now() + PATIENCE_MS;
      while (performance.now() < until && (await client.db('admin').command({ hello: 1 }))['isWritablePrimary'] !== true);
    } finally {
      await client.close();
    }
  }

  async close(): Promise<void> {
    await this.proxy.stop();
  }
}
