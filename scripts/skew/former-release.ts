import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Workspace } from '@waygate/server';
import { derivedCheaply, type ForeignCopy, postOf, type World } from '../../packages/scenarios/src/index.ts';
import { PNPM, root } from '../toolchain.mjs';

type Server = typeof import('@waygate/server');
type Integrations = typeof import('../../packages/integrations/src/index.ts');
type Storage = typeof import('../../packages/storage/src/index.ts');
type StorageMongodb = typeof import('../../packages/storage-mongodb/src/index.ts');

/** Where copies of both releases keep what they share. */
export type Shared = { readonly directory: string } | { readonly uri: string };

/** A copy of the server of a former release. */
export interface FormerCopy extends ForeignCopy {
  readonly workspace: Workspace;
}

/** A release in a folder of its own, with the dependencies of its own. */
export interface FormerRelease {
  readonly folder: string;
  /** Makes a copy of the server of that release, in a world of this one. */
  copy(shared: Shared): (world: World, url: string) => Promise<FormerCopy>;
  remove(): void;
}

/** Checks a release out and installs what it needs. @param ref of the repository, such as a tag */
export function checkOut(ref: string): FormerRelease {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'waygate-skew-'))), 'release');
  run('git', ['worktree', 'add', '--detach', folder, ref], root);
  run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=silent'], folder);
  return {
    folder,
    copy: (shared) => (world, url) => copyOf(folder, shared, world, url),
    remove() {
      run('git', ['worktree', 'remove', '--force', folder], root);
      rmSync(join(folder, '..'), { recursive: true, force: true });
    },
  };
}

async function copyOf(folder: string, shared: Shared, world: World, url: string): Promise<FormerCopy> {
  const load = (room: string): Promise<unknown> => import(pathToFileURL(join(folder, room, 'src/index.ts')).href);
  const server = (await load('apps/server')) as Server;
  const integrations = (await load('packages/integrations')) as Integrations;
  const ring = new integrations.KeyRing('test', new Map([['test', world.keys.ring]]));
  const options = { sealer: integrations.createSealer(ring), now: world.clock.now };
  const stores =
    'directory' in shared
      ? await ((await load('packages/storage')) as Storage).openSqliteStores({ ...shared, ...options })
      : await ((await load('packages/storage-mongodb')) as StorageMongodb).openMongoStores({ ...shared, ...options });
  const hasher = await integrations.createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } });
  const recoveryCodes = integrations.createRecoveryCodeHasher(world.keys.recoveryCodes, derivedCheaply);
  const workspace = server.workspaceOn(world.watched(stores), ring, hasher, new Map(), recoveryCodes);
  const { mail, messages } = postOf(world);
  const made = server.composeServer(workspace, { trustedProxies: [], corsOrigins: [], messages }, url, server.createServerLog('silent'), {
    now: world.clock.now,
    observer: world.observer,
    mail,
  });
  return { workspace, server: made.server, endStreams: made.endStreams, finish: made.finish, close: () => workspace.close() };
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.`);
}
