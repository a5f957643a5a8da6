import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ROOT } from './built-server.ts';

const FILES: ReadonlySet<string> = new Set(['/index.html', '/app.js', '/silent.html', '/silent.js']);
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

/** A single-page application on an origin of its own, as its makers would serve it: files and nothing else. */
export class SampleApp {
  readonly origin: string;
  /** What it is told of itself: issuer and client. */
  settings: { readonly issuer: string; readonly clientId: string } = { issuer: '', clientId: '' };
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '/', this.origin);
      const name = pathname === '/' ? '/index.html' : pathname;
      const send = (status: number, type: string, body: string) => response.writeHead(status, { 'Content-Type': type }).end(body);
      if (name === '/settings.json') send(200, 'application/json', JSON.stringify(this.settings));
      else if (!FILES.has(name)) send(404, 'text/plain', 'Not found');
      else
        readFile(join(ROOT, 'e2e/sample-app', name), 'utf8').then(
          (text) => send(200, TYPES[extname(name)] ?? 'text/plain', text),
          () => send(500, 'text/plain', 'Not readable'),
        );
    });
  }

  static async start(): Promise<SampleApp> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SampleApp(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
