import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';
import { type Room, roomsOf } from './rooms.ts';
import { type Library, thirdPartyText } from './third-party.ts';

/** What runs; everything else that they import comes with them. */
const PROGRAMS = ['@waygate/server', '@waygate/cli'];
/** Pages, which are built into files of their own. */
const PAGES = ['login', 'authenticator', 'editor'];
/** What of the checkout goes along for whoever runs it. */
const PAPERS = ['LICENSE', 'docs', 'deploy'];

/** Starts the command line from wherever the package lies; with a Node of its own where it has one. */
const LAUNCHER = `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
node="$here/node"
[ -x "$node" ] || node=node
exec "$node" "$here/../apps/cli/dist/main.js" "$@"
`;

/**
 * Makes the folder that is put on a server: what was built, the libraries that it needs at run time, their licenses and the bill of materials, and nothing of the
 * tools. The same sources make the same files.
 * @param out where the folder is made; one that is there is replaced
 * @param pnpm the package manager with its version, as npx takes it
 * @param epoch time that the bill of materials is of, seconds
 * @returns the folder
 */
export function makePackage({
  root,
  out,
  withNode,
  pnpm,
  epoch,
}: {
  readonly root: string;
  readonly out: string;
  readonly withNode: boolean;
  readonly pnpm: string;
  readonly epoch: number;
}): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string };
  const folder = join(out, `${manifest.name}-${manifest.version}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manage = (cwd: string, ...args: readonly string[]) => run('npx', ['--yes', pnpm, ...args], cwd);

  const rooms = roomsOf(root, PROGRAMS);
  for (const room of rooms) copyBuilt(root, folder, room);
  for (const name of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) copyFile(root, folder, name);
  manage(
    folder,
    'install',
    '--prod',
    '--frozen-lockfile',
    '--ignore-scripts',
    '--prefer-offline',
    '--package-import-method=copy',
    '--reporter=silent',
  );
  if (withNode) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    cpSync(process.execPath, join(folder, 'bin/node'), { dereference: true });
    // The license asks for it, and covers what is built into Node.
    cpSync(join(dirname(process.execPath), '../LICENSE'), join(folder, 'bin/node.LICENSE'));
  }
  dropWhatIsOfThisMachine(folder);

  // The package manager expects no folder of a room that is not installed.
  for (const page of PAGES) cpSync(join(root, 'apps', page, 'dist'), join(folder, 'apps', page, 'dist'), { recursive: true });
  for (const name of readdirSync(join(root, 'journeys'))) {
    const journey = join('journeys', name, 'journey.json');
    if (existsSync(join(root, journey))) copyFile(root, folder, journey);
  }
  for (const paper of PAPERS)
    cpSync(join(root, paper), join(folder, paper), { recursive: true, filter: (path) => !/deploy\/test$/.test(path) });

  const { name, version, license, description } = manifest as typeof manifest & { readonly license: string; readonly description: string };
  const about = {
    name,
    version,
    description,
    license,
    private: true,
    type: 'module',
    engines: { node: '>=24' },
    bin: { waygate: 'bin/waygate' },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/waygate'), LAUNCHER);
  chmodSync(join(folder, 'bin/waygate'), 0o755);

  const all = [...PROGRAMS, ...PAGES.map((page) => `@waygate/${page}`)].flatMap((program) => ['--filter', `${program}...`]);
  const licenses = JSON.parse(manage(root, ...all, 'licenses', 'list', '--prod', '--json')) as Readonly<Record<string, readonly Library[]>>;
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), thirdPartyText(Object.values(licenses).flat()));
  const draft = join(tmpdir(), `waygate-bill-${process.pid}.json`);
  manage(
    root,
    ...all,
    'sbom',
    '--prod',
    '--sbom-format',
    'cyclonedx',
    '--sbom-spec-version',
    '1.6',
    '--sbom-type',
    'application',
    '--out',
    draft,
  );
  const node = withNode ? process.versions.node : undefined;
  writeFileSync(join(folder, 'sbom.cdx.json'), billOfMaterials(readFileSync(draft, 'utf8'), { epoch, node }));
  rmSync(draft);
  return folder;
}

/** What the compiler made of the sources that are there: what it made of others that are gone may lie beside it. */
function copyBuilt(root: string, folder: string, { path }: Room): void {
  copyFile(root, folder, join(path, 'package.json'));
  const dist = join(root, path, 'dist');
  const sources = path === 'nodes' ? join(root, path) : join(root, path, 'src');
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js') || !existsSync(join(sources, file.replace(/\.js$/, '.ts')))) continue;
    copyFile(root, folder, relative(root, join(dist, file)));
  }
}

function copyFile(root: string, folder: string, file: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  cpSync(join(root, file), join(folder, file));
}

/** What the package manager keeps for itself, with times and places in it, and the Node that the checkout is built with. */
function dropWhatIsOfThisMachine(folder: string): void {
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) rmSync(join(folder, name));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/(^|\/)node_modules\/(\.bin|\.modules\.yaml|\.pnpm-workspace-state.*|\.pnpm\/lock\.yaml|(\.pnpm\/)?node-linux-[^/]+)$/.test(path)) {
      rmSync(join(folder, path), { recursive: true, force: true });
    }
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed in ${cwd}${error === undefined ? '' : `: ${error.message}`}\n${stdout}`);
}
