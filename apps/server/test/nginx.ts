import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const NGINX = '/usr/sbin/nginx';
/** How long workers of before a reload look after what is open. docs/applications.md says why there is such a time. */
const OLD_WORKERS_END = '1s';

/** Writes a whole configuration around servers, in a folder of its own. @returns the folder */
function written(servers: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-nginx-'));
  for (const name of ['logs', 'temp']) mkdirSync(join(folder, name));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`)
    .join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/logs/error.log info; user root; worker_shutdown_timeout ${OLD_WORKERS_END};
events { worker_connections 256; }
http { access_log off; ${temporary} server_names_hash_bucket_size 128; variables_hash_max_size 4096; variables_hash_bucket_size 128; ${servers} }`,
  );
  return folder;
}

/** What nginx says of servers when it is asked whether it would run with them. */
export function tried(servers: string): { readonly isGood: boolean; readonly said: string } {
  const folder = written(servers);
  const { status, stderr } = spawnSync(NGINX, ['-t', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'logs/error.log')]);
  return { isGood: status === 0, said: stderr.toString() };
}

/** An nginx that runs. */
export interface RunningNginx {
  /** Has it take its configuration anew, as `nginx -s reload` does. */
  reload(): void;
}

/** Runs nginx with servers until the test is over. @param port one that it will listen on */
export function runNginx(servers: string, port: number): Promise<RunningNginx> {
  return runNginxIn(written(servers), port);
}

/** Runs nginx with the nginx.conf of a folder until the test is over; it writes no further than `logs` in there. @param port one that it will listen on */
export async function runNginxIn(folder: string, port: number): Promise<RunningNginx> {
  const running = spawn(
    NGINX,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'logs/error.log'), '-g', 'daemon off;'],
    {
      stdio: 'inherit',
    },
  );
  const ended = once(running, 'exit');
  onTestFinished(async () => {
    running.kill('SIGQUIT');
    const force = setTimeout(() => running.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(force);
  });
  while (!(await answers(port))) {
    if (running.exitCode !== null) throw new Error('nginx did not start.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { reload: () => void running.kill('SIGHUP') };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
