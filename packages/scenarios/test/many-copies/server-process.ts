import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../../apps/server/src/main.ts', import.meta.url));

/** A server in a process of its own, which keeps its port when it is started again. */
export class ServerProcess {
  readonly url: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  private constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = { ...environment, WAYGATE_PORT: String(port) };
  }

  /** @param at port that it listens on; any that is free when left out */
  static async start(environment: Readonly<Record<string, string>>, at?: number): Promise<ServerProcess> {
    const port = at ?? (await freePort());
    const server = new ServerProcess(port, environment);
    onTestFinished(() => void server.#child?.kill('SIGKILL'));
    await server.start();
    return server;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--conditions=development', MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Starting again and again, they need not read their own source anew.
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(tmpdir(), 'waygate-copies-compiled'), ...this.#environment },
    });
    this.#child = child;
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (said.includes('Waygate ready at')) break;
    }
    if (!said.includes('Waygate ready at')) throw new Error(`The server did not start: ${said}`);
  }

  /** @returns the exit code, or the signal that ended it */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string> {
    const child = this.#child;
    if (child === undefined) throw new Error('The server does not run.');
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    child.kill(signal);
    const [code, by] = await ended;
    return code ?? by ?? '';
  }
}

async function freePort(): Promise<number> {
  const reserved = createServer();
  await once(reserved.listen(0, '127.0.0.1'), 'listening');
  const { port } = reserved.address() as AddressInfo;
  reserved.close();
  return port;
}
