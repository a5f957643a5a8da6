import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Cuts the next request or answer that comes by, after so many bytes of it; resolves whether one came. */
interface Trap {
  readonly side: 'request' | 'answer';
  readonly afterBytes: number;
  readonly sprung: (hit: boolean) => void;
}

/** Stands between clients and a server as a network does, and can be told to behave as badly as one. It knows nothing of what goes through it. */
export class CuttingProxy {
  readonly #target: number;
  readonly #listening: Server;
  readonly #pairs = new Set<Pair>();
  #trap: Trap | undefined;
  #silent = false;

  private constructor(target: number) {
    this.#target = target;
    this.#listening = createServer((client) => this.#join(client));
  }

  /** @param target port on this machine */
  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await once(proxy.#listening.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#listening.address() as AddressInfo).port;
  }

  /** Cuts every connection that is open. @returns how many were */
  cutAll(): number {
    const open = [...this.#pairs];
    for (const pair of open) cut(pair);
    return open.length;
  }

  /**
   * Lies in wait for whatever comes by next and cuts the connection in the midst of it.
   * @param afterBytes how much of it still goes through
   * @returns whether something came by in time
   */
  async cutNext(side: Trap['side'], afterBytes: number, withinMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#trap = { side, afterBytes, sprung: resolve };
    const timer = setTimeout(() => {
      this.#trap = undefined;
      resolve(false);
    }, withinMs);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Whether everything that comes is kept back, on both sides, as a network does that is gone without a word. */
  set silent(silent: boolean) {
    this.#silent = silent;
    for (const { client, server } of this.#pairs) {
      for (const socket of [client, server]) {
        if (silent) socket.pause();
        else socket.resume();
      }
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#listening.close(resolve));
    this.cutAll();
    await closed;
  }

  #join(client: Socket): void {
    const pair = { client, server: connect(this.#target, '127.0.0.1') };
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      cut(pair);
    };
    for (const socket of [pair.client, pair.server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
      if (this.#silent) socket.pause();
    }
    pair.client.on('data', (chunk: Buffer) => this.#carry('request', chunk, pair, pair.server));
    pair.server.on('data', (chunk: Buffer) => this.#carry('answer', chunk, pair, pair.client));
  }

  #carry(side: Trap['side'], chunk: Buffer, pair: Pair, to: Socket): void {
    const trap = this.#trap;
    if (trap?.side === side) {
      this.#trap = undefined;
      const rest = chunk.subarray(0, Math.min(trap.afterBytes, chunk.length - 1));
      if (rest.length > 0) to.write(rest);
      setImmediate(() => cut(pair));
      trap.sprung(true);
      return;
    }
    to.write(chunk);
  }
}

function cut({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
