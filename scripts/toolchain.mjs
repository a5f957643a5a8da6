// What every script needs before anything of ours can run. Plain JavaScript for Node 18 and newer, no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package manager, pinned; docs/architecture.md says why it comes by npx. */
export const PNPM = 'pnpm@12.21.0';
/** The oldest Node that runs Waygate, where the pinned one has no build for the platform. */
const OLDEST_NODE = 24;

export const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamps = join(root, 'node_modules', '.waygate');

/** Prints a line about long work. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs a program and waits; ends this process with its code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: environment(),
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.error !== undefined) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Ends this process with a sentence that says what to do. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Environment in which `node` is the pinned one, and keeps what it compiled. */
export function environment() {
  return {
    ...process.env,
    PATH: `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
    // Every command and server of the tests begins anew: with what was compiled before it does so in a third of the time.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
  };
}

/** The Node to run with: the pinned one, else the machine's own if it is new enough. */
export function pinnedNode() {
  const pinned = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  return fail(`There is no ready-made Node ${OLDEST_NODE} for this platform. Install Node ${OLDEST_NODE} or newer and run this again.`);
}

/** Installs the dependencies when a manifest or the lockfile changed since the last time. */
export function install() {
  const stamp = stampOf(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]);
  if (existsSync(join(root, 'node_modules', '.pnpm')) && kept('install') === stamp) return;
  say('Installing the pinned dependencies …');
  run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], { env: process.env });
  keep('install', stamp);
}

/** Builds everything when a source changed since the last time. */
export function build() {
  const stamp = stampOf(sources());
  const built = [
    'server/dist/main.js',
    'cli/dist/main.js',
    'login/dist/index.html',
    'authenticator/dist/index.html',
    'editor/dist/index.html',
  ];
  if (built.every((file) => existsSync(join(root, 'apps', file))) && kept('build') === stamp) return;
  say('Building …');
  run(pinnedNode(), ['--conditions=development', 'scripts/build.ts']);
  keep('build', stampOf(sources()));
}

/** Runs a program in the foreground until it ends, passing signals on. */
export function become(command, args, env) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 0));
}

function manifests() {
  return ['packages', 'apps']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`))
    .concat('nodes/package.json', 'e2e/package.json', 'bench/package.json')
    .filter((file) => existsSync(join(root, file)));
}

/** Every file that the build reads. */
function sources() {
  const found = ['package.json', 'pnpm-lock.yaml', 'tsconfig.base.json'];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (['node_modules', 'dist', 'test', 'data'].includes(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.endsWith('.test.ts') && !entry.name.endsWith('.md')) found.push(path);
    }
  };
  for (const folder of ['packages', 'apps', 'nodes', 'journeys', 'scripts']) walk(folder);
  return found.sort();
}

function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\n`);
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function kept(name) {
  const file = join(stamps, name);
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
}

function keep(name, stamp) {
  mkdirSync(dirname(join(stamps, name)), { recursive: true });
  writeFileSync(join(stamps, name), stamp);
}
