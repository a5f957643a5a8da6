import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Name and password of the administrator of the bench. */
export const ADMINISTRATOR = { username: 'amadmin', password: 'bench-administrator' } as const;

/** The built server in a process of its own, with the demo set up. Build first: `node --conditions=development scripts/build.ts`. */
export class EditorServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(url: string, child: ChildProcess, directory: string) {
    this.url = url;
    this.#child = child;
    this.#directory = directory;
  }

  static async start(port: number): Promise<EditorServer> {
    const directory = mkdtempSync(join(tmpdir(), 'waygate-bench-'));
    const child = spawn(process.execPath, [join(import.meta.dirname, '../apps/server/dist/main.js')], {
      env: {
        PATH: process.env['PATH'] ?? '',
        WAYGATE_DEMO: '1',
        WAYGATE_DATA_DIR: directory,
        WAYGATE_PORT: String(port),
        WAYGATE_ADMIN_PASSWORD: ADMINISTRATOR.password,
        WAYGATE_ADMIN_SECOND_FACTOR: 'off',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const text of child.stdout ?? []) if (/Waygate ready at/.test(String(text))) break;
    return new EditorServer(`http://localhost:${port}`, child, directory);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
