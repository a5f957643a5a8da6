import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signOn } from '../../scripts/package/sign-on.ts';

/** Runs what is in an image as a container would that is held to the restricted profile, by what the image says of itself. Called by image.sh; exit code 1 says that something is wrong. */
const [root = '', description = ''] = process.argv.slice(2);
const image = JSON.parse(readFileSync(description, 'utf8')) as {
  readonly Docker: {
    readonly config: {
      readonly User: string;
      readonly Env: readonly string[];
      readonly Entrypoint: readonly string[];
      readonly Cmd: readonly string[];
      readonly StopSignal: NodeJS.Signals;
      readonly WorkingDir: string;
      readonly Healthcheck: { readonly Test: readonly string[] };
      readonly Labels: Readonly<Record<string, string>>;
    };
  };
};
const { User, Env, Entrypoint, Cmd, StopSignal, WorkingDir, Healthcheck, Labels } = image.Docker.config;
const [uid = '', gid = ''] = User.split(':');
const PASSWORD = 'a-long-password';

assert.match(User, /^[1-9]\d{3,}:[1-9]\d{3,}$/, 'a user by number, who is not root');
assert.equal(StopSignal, 'SIGTERM');
assert.equal(Labels['org.opencontainers.image.licenses'], 'Apache-2.0');
const writable = execFileSync(
  'find',
  [join(root, 'opt/waygate'), '-not', '-type', 'l', '(', '-perm', '/022', '-o', '-not', '-user', '0', ')'],
  {
    encoding: 'utf8',
  },
);
assert.equal(writable, '', 'nothing of the program can be changed by whoever runs it');

const data = folder();
const secrets = folder();
writeFileSync(join(secrets, 'admin-password'), `${PASSWORD}\n`, { mode: 0o444 });
const port = await freePort();
const environment = [
  ...Env,
  `WAYGATE_PORT=${port}`,
  'WAYGATE_ADMIN_PASSWORD_FILE=/run/secrets/admin-password',
  'WAYGATE_ADMIN_SECOND_FACTOR=off',
];

/** A command in the file system of the image: read only but for the data and /tmp, without capabilities or new privileges, as the first process of its own. */
function contained(command: readonly string[]): string[] {
  return [
    ...['bwrap', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--as-pid-1', '--die-with-parent', '--cap-drop', 'ALL'],
    ...['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'],
    ...['--ro-bind', root, '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...['--bind', data, WorkingDir, '--ro-bind', secrets, '/run/secrets', '--chdir', '/', '--clearenv'],
    ...environment.flatMap((entry) => ['--setenv', entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    // The last step to the user takes what is left of the capabilities away. Each becomes the next, and in the end the command.
    ...['setpriv', '--reuid', uid, '--regid', gid, '--clear-groups', '--no-new-privs', '--inh-caps=-all'],
    ...['env', `--chdir=${WorkingDir}`, ...command],
  ];
}

const [program = '', ...args] = contained([...Entrypoint, ...Cmd]);
const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  let said = '';
  for await (const chunk of server.stdout) {
    said += String(chunk);
    if (said.includes('Waygate ready at')) break;
  }
  assert.match(said, /Waygate ready at/, `the server did not start: ${said}`);
  await signOn(`http://127.0.0.1:${port}`, 'amadmin', PASSWORD);

  const pid = execFileSync('pgrep', ['--oldest', '--uid', uid, '--full', 'apps/cli/dist/main.js'], { encoding: 'utf8' }).trim();
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  assert.match(status, /NSpid:.*\t1\n/, 'the server is the first process');
  assert.match(status, new RegExp(`Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}\n`));
  assert.match(status, /CapEff:\t0{16}\n/);
  assert.match(status, /NoNewPrivs:\t1\n/);

  const health = () => {
    const [command = '', ...rest] = contained(Healthcheck.Test.slice(1));
    return spawnSync(command, rest).status;
  };
  assert.equal(health(), 0, 'the health check finds it');
  const [command = '', ...rest] = contained([...Entrypoint, 'users', 'list', '--realm', '/', '--json']);
  assert.match(execFileSync(command, rest, { encoding: 'utf8' }), /"amadmin"/, 'the command line works beside it');
  // Whoever runs it has a number and no name there.
  const [changing = '', ...words] = contained([...Entrypoint, 'store', 'backup', '--out', join(WorkingDir, 'backup'), '--json']);
  execFileSync(changing, words, { encoding: 'utf8' });
  const [exporting = '', ...records] = contained([...Entrypoint, 'audit', 'export', '--topic', 'operation']);
  assert.match(
    execFileSync(exporting, records, { encoding: 'utf8' }),
    new RegExp(`"uid ${uid}".*"store backup"`),
    'who backed it up is told',
  );

  const ended = once(server, 'exit');
  process.kill(Number(pid), StopSignal);
  assert.deepEqual(await ended, [0, null], 'the first process takes the signal and ends as it should');
  assert.equal(health(), 1, 'the health check misses it');
  process.stdout.write('The image runs.\n');
} finally {
  server.kill('SIGKILL');
  for (const made of [data, secrets]) rmSync(made, { recursive: true, force: true });
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'waygate-image-'));
  chownSync(made, Number(uid), Number(gid));
  return made;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
