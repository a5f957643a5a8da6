import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A loopback address that stays the same while one server after another stands behind it: what a browser keeps of one page it need not fetch for the next. */
export class Door {
  /** Without a slash at the end. */
  readonly url: string;
  readonly #front: Server;
  #behind: readonly Server[] = [];
  #turn = 0;

  private constructor(front: Server) {
    this.#front = front;
    this.url = `http://localhost:${(front.address() as AddressInfo).port}`;
    front.on('request', (request, response) => {
      const next = this.#behind[this.#turn % this.#behind.length];
      this.#turn += 1;
      if (next === undefined) response.writeHead(503).end();
      else next.emit('request', request, response);
    });
  }

  /** Opens one on a free port. */
  static async open(): Promise<Door> {
    const front = createServer();
    await new Promise<void>((resolve, reject) => {
      front.once('error', reject);
      front.listen(0, '127.0.0.1', resolve);
    });
    return new Door(front);
  }

  /** Leads whoever comes from now on to a server that need not listen itself, each request to the next of several; to nobody without one. */
  leadTo(...servers: readonly Server[]): void {
    this.#behind = servers;
    if (servers.length === 0) this.#front.closeAllConnections();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#front.close(() => resolve());
      this.#front.closeAllConnections();
    });
  }
}
