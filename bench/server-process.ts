import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSecondsOf, residentMibOf } from './process-figures.ts';

/** A server of the bench in a process of its own, on the first core where the platform can bind processes. */
export class ServerProcess {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(name: string, port: number, child: ChildProcess, directory: string) {
    this.name = name;
    this.port = port;
    this.#child = child;
    this.#directory = directory;
  }

  /** @param file of the server, relative to this folder */
  static async start(name: string, file: string, hashes: 'trivial' | 'argon2id', password: string): Promise<ServerProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'waygate-bench-'));
    const node = [
      '--conditions=development',
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, file),
      directory,
      hashes,
      password,
    ];
    const bound = availableParallelism() > 1 && hasTaskset();
    const child = spawn(bound ? 'taskset' : process.execPath, bound ? ['-c', '0', process.execPath, ...node] : node, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    return new ServerProcess(name, Number(line.toString().trim()), child, directory);
  }

  /** CPU used so far, seconds (Linux). */
  cpuSeconds(): number {
    return cpuSecondsOf(this.#child.pid ?? 0);
  }

  /** Resident memory, MiB (Linux). */
  residentMib(): number {
    return residentMibOf(this.#child.pid ?? 0);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
