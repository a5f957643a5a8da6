import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf, residentMibOf } from '../process-figures.ts';
import type { LoadStore } from './store.ts';

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));
/** What people know the copies by. Nothing listens there: the driver is the load balancer. */
export const PUBLIC_URL = 'https://gate.example';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** How long it took, milliseconds. */
  readonly ms: number;
}

interface Copy {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  /** File that it writes its log to. */
  readonly log: string;
  /** Address of the inspector, where one was asked for. */
  readonly inspector: string | undefined;
}

/** Copies of the real server, each a process of its own, and the load balancer before them: every request goes to the next of those in use. */
export class Copies {
  readonly #copies: readonly Copy[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  #inUse: number;
  #turn = 0;

  private constructor(copies: readonly Copy[]) {
    this.#copies = copies;
    this.#inUse = copies.length;
  }

  /** @param inspected whether the heap can be looked at */
  static async start(store: LoadStore, count: number, environment: Readonly<Record<string, string>>, inspected = false): Promise<Copies> {
    const all = { ...store.environment, WAYGATE_PUBLIC_URL: PUBLIC_URL, WAYGATE_PORT: '0', ...environment };
    const copies: Copy[] = [];
    try {
      for (let index = 0; index < count; index += 1) copies.push(await startCopy(all, inspected));
    } catch (error) {
      for (const { child } of copies) child.kill('SIGKILL');
      throw error;
    }
    return new Copies(copies);
  }

  /** Leads requests to so many of them from now on. */
  use(count: number): void {
    this.#inUse = count;
  }

  /** Sends a request to the next copy. */
  async send(method: 'GET' | 'POST', path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const began = performance.now();
    const response = await this.#open(method, path, body, headers);
    const text = await textOf(response);
    return { status: response.statusCode ?? 0, headers: response.headers, text, ms: performance.now() - began };
  }

  /** Opens a stream at the next copy, and reads it until it has heard enough. */
  async listen(path: string, headers: Readonly<Record<string, string>>, enough: (heard: string) => boolean): Promise<void> {
    const response = await this.#open('GET', path, '', headers);
    if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}.`);
    let heard = '';
    for await (const chunk of response) {
      heard += String(chunk);
      if (enough(heard)) return;
    }
    throw new Error(`${path} ended before anything came.`);
  }

  /** CPU that all of them have used so far, seconds. */
  cpuSeconds(): number {
    return this.#copies.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0);
  }

  /** Resident memory of each that is in use, MiB. */
  residentMib(): readonly number[] {
    return this.#copies.slice(0, this.#inUse).map(({ pid }) => residentMibOf(pid));
  }

  /** Bytes of the first one's heap that are in use once it has collected its garbage. */
  async heapBytes(): Promise<number> {
    const [{ inspector } = {}] = this.#copies;
    if (inspector === undefined) throw new Error('The copies were started without an inspector.');
    const socket = new WebSocket(inspector);
    await once(socket, 'open');
    const ask = async (id: number, method: string): Promise<unknown> => {
      socket.send(JSON.stringify({ id, method }));
      for (;;) {
        const [{ data }] = (await once(socket, 'message')) as [MessageEvent<string>];
        const answer = JSON.parse(data) as { id?: number; result?: unknown };
        if (answer.id === id) return answer.result;
      }
    };
    await ask(1, 'HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = (await ask(2, 'Runtime.getHeapUsage')) as {
      usedSize: number;
      backingStorageSize?: number;
    };
    socket.close();
    return usedSize + backingStorageSize;
  }

  /** What `/metrics` of all of them says, added up, by name and labels as they stand there. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>();
    for (const { port } of this.#copies) {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      for (const line of (await response.text()).split('\n')) {
        const [, name, value] = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
        if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
      }
    }
    return sums;
  }

  /** @throws Error when one of them has noted an error: then the figures are of something else */
  async stop(): Promise<void> {
    this.#agent.destroy();
    const errors = await Promise.all(
      this.#copies.map(async ({ child, log }) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
        const noted = readFileSync(log, 'utf8').match(/^\{"level":"(?:error|fatal)".*$/gm) ?? [];
        rmSync(dirname(log), { recursive: true });
        return noted;
      }),
    );
    const [first] = errors.flat();
    if (first !== undefined) throw new Error(`A server has noted ${errors.flat().length} errors. The first: ${first.slice(0, 1_000)}`);
  }

  #open(method: string, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const { port } = this.#copies[this.#turn % this.#inUse] ?? { port: 0 };
    this.#turn += 1;
    return new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body);
      const typed = method === 'POST' ? { 'content-type': 'application/json', 'content-length': String(length) } : {};
      const options = { agent: this.#agent, host: '127.0.0.1', port, path, method, headers: { ...typed, ...headers } };
      request(options, resolve).on('error', reject).end(body);
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function startCopy(environment: Readonly<Record<string, string>>, inspected: boolean): Promise<Copy> {
  const port = await freePort();
  const log = join(mkdtempSync(join(tmpdir(), 'waygate-load-log-')), 'log');
  const child = spawn(process.execPath, ['--conditions=development', ...(inspected ? ['--inspect=127.0.0.1:0'] : []), MAIN], {
    // To a file, as it would be: read through a pipe it would take time from the driver.
    stdio: ['ignore', 'pipe', openSync(log, 'w')],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment, WAYGATE_PORT: String(port) },
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (said.includes('Waygate ready at')) resolve();
    });
    child.once('exit', () => reject(new Error(`The server did not start: ${said}${readFileSync(log, 'utf8')}`)));
  });
  return { child, pid: child.pid ?? 0, port, log, inspector: /ws:\/\/\S+/.exec(readFileSync(log, 'utf8'))?.[0] };
}

async function freePort(): Promise<number> {
  const reserved = createServer().listen(0, '127.0.0.1');
  await once(reserved, 'listening');
  const { port } = reserved.address() as AddressInfo;
  reserved.close();
  return port;
}
