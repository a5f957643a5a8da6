import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something on loopback that sign-ons depend on, and that a test takes away and brings back at the same address. */
export class WatchedProvider {
  readonly url: string;
  #server: Server | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  static async start(): Promise<WatchedProvider> {
    return new WatchedProvider(await listening(0));
  }

  /** Cuts it off: connections that are open break, and no more are taken. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async bringBack(): Promise<void> {
    this.#server = await listening(Number(new URL(this.url).port));
  }
}

function listening(port: number): Promise<Server> {
  const server = createServer((_request, response) => response.end('fine'));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
