import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

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

  /** CPU used so far, user and system, all threads, seconds (Linux). */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Resident memory, MiB (Linux). */
  residentMib(): number {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) / 1024;
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
