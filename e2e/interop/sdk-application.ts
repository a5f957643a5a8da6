import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** What the bundler of an application makes of our pages' own scripts, which import the SDKs by their names. */
const BUNDLES = ['javascript-sdk', 'journey-client'] as const;
/** What is served as it lies in the package. */
const AS_PUBLISHED = {
  '/login-widget.js': ['text/javascript', import.meta.resolve('@forgerock/login-widget')],
  '/login-widget.css': ['text/css', import.meta.resolve('@forgerock/login-widget/widget.css')],
} as const;

interface Page {
  readonly type: string;
  readonly body: string;
}

/** Applications of somebody else: pages of an origin of their own, on which the published SDKs run as their makers bundled them. */
export class SdkApplication {
  readonly origin: string;
  readonly #server: Server;

  private constructor(origin: string, server: Server) {
    this.origin = origin;
    this.#server = server;
  }

  /** Bundles the pages and serves them on a free port. */
  static async start(): Promise<SdkApplication> {
    const pages = new Map<string, Page>();
    for (const name of BUNDLES) {
      pages.set(`/${name}.js`, { type: 'text/javascript', body: await bundle(name) });
      pages.set(`/${name}`, htmlPage(name, `<script type="module" src="/${name}.js"></script>`));
    }
    for (const [path, [type, url]] of Object.entries(AS_PUBLISHED)) pages.set(path, { type, body: readFileSync(new URL(url), 'utf8') });
    const load = 'import * as widget from "/login-widget.js"; window.widget = widget;';
    pages.set(
      '/login-widget',
      htmlPage(
        'login-widget',
        `<link rel="stylesheet" href="/login-widget.css"><script type="module">${load}</script><div id="root"></div>`,
      ),
    );
    pages.set('/callback', htmlPage('callback', ''));
    const server = createServer((request, response) => {
      const page = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname);
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': `${page?.type ?? 'text/plain'}; charset=utf-8` });
      response.end(page?.body ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return new SdkApplication(`http://localhost:${(server.address() as AddressInfo).port}`, server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function htmlPage(title: string, body: string): Page {
  return { type: 'text/html', body: `<!doctype html><html lang="en"><title>${title}</title><body>${body}</body></html>` };
}

async function bundle(name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: at('.'),
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry: at(`pages/${name}.ts`), formats: ['es'], fileName: name } },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error(`${name} could not be bundled.`);
  return chunk.code;
}
