import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's nginx in front of an application that tells what it was told, with servers as `waygate applications nginx` prints them. */
export class GuardingNginx {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #upstream: Server;

  private constructor(folder: string, process: ChildProcess, upstream: Server) {
    this.#folder = folder;
    this.#process = process;
    this.#upstream = upstream;
  }

  /** @param servers makes them, by the address of the application. @param port that they listen on */
  static async start(servers: (upstream: string) => Promise<string>, port: number): Promise<GuardingNginx> {
    const upstream = createServer((request, response) => {
      const { 'x-user': user = 'nobody', 'x-offline': offline } = request.headers;
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>Application</title><h1>${String(user)}${offline === 'true' ? ', offline' : ''}</h1>`);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const folder = await mkdtemp(join(tmpdir(), 'waygate-e2e-nginx-'));
    await mkdir(join(folder, 'temp'));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`);
    const text = await servers(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log; events {}
http { access_log off; ${temporary.join(' ')} variables_hash_max_size 4096; variables_hash_bucket_size 128; ${text} }`,
    );
    const process = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
      stdio: 'inherit',
    });
    while (!(await answers(port))) {
      if (process.exitCode !== null) throw new Error('nginx did not start.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return new GuardingNginx(folder, process, upstream);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    this.#upstream.closeAllConnections();
    this.#upstream.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
