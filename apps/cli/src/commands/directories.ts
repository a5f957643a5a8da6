import { type OfflineDirectoryStatus, type OfflineDirectoryView, WaygateError } from '@waygate/schema';
import { directoriesOf, readConfig } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly realm: string;
  readonly json?: boolean;
}

/** A directory by the name of its provider, with how its copy is. */
interface Shown {
  readonly provider: string;
  readonly directory: OfflineDirectoryView;
  readonly status: OfflineDirectoryStatus;
}

/** `waygate directories`: copies of the directories that people sign on by while their provider cannot be reached. */
export function directoriesCommand(environment: Environment): Command {
  const directories = new Command('directories').description('Copies of directories that people sign on by offline.');
  const inRealm = (command: Command) => command.requiredOption('--realm <realm>', 'realm, such as alpha').option('--json', 'print JSON');
  const work = (realm: string, provider: string | undefined, step: Step) =>
    withWorkspace(environment, async (workspace) => {
      const path = await existingRealm(workspace, realm);
      const desk = directoriesOf(workspace, readConfig(environment));
      const found = (await desk.list(path)).filter((one) => provider === undefined || one.provider === provider);
      if (provider !== undefined && found.length === 0) {
        throw new WaygateError('notFound', 'offline_directory.none', `Provider "${provider}" of realm ${path} has no offline directory.`);
      }
      await step(desk, path, found);
    });

  inRealm(directories.command('list'))
    .description('Lists them, with the age and size of their copies.')
    .action(({ realm, json }: Output) =>
      work(realm, undefined, async (_desk, _path, found) => {
        print(json, { directories: found }, found.length === 0 ? ['There are no offline directories.'] : found.map(lineOf));
      }),
    );

  inRealm(directories.command('status'))
    .argument('<provider>', 'name of the identity provider')
    .description('Tells how the copy of one is, and how the last attempt ended.')
    .action((provider: string, { realm, json }: Output) =>
      work(realm, provider, async (_desk, _path, found) => {
        print(json, { directories: found }, found.flatMap(linesOf));
      }),
    );

  inRealm(directories.command('sync'))
    .argument('<provider>', 'name of the identity provider')
    .description('Has one copied now, by a server that runs or by this command, and waits for the end. Fails when the copy does.')
    .action((provider: string, { realm, json }: Output) =>
      work(realm, provider, async (desk, path, found) => {
        const done = await Promise.all(found.map(async (one) => ({ ...one, status: await desk.sync(path, one.directory.id) })));
        print(json, { directories: done }, done.flatMap(linesOf));
        if (done.some(({ status }) => status.lastAttempt?.ok !== true)) process.exitCode = 1;
      }),
    );
  return directories;
}

type Step = (desk: ReturnType<typeof directoriesOf>, realm: string, found: readonly Shown[]) => Promise<void>;

function lineOf({ provider, directory, status: { state, copy, alarming } }: Shown): string {
  const held = copy === undefined ? 'no copy' : `${copy.users} people, ${copy.groups} groups, of ${timeOf(copy.syncedAt)}`;
  return `${provider}\t${directory.type}\t${state}${alarming ? ' (alarm)' : ''}\t${held}`;
}

function linesOf(shown: Shown): string[] {
  const { lastAttempt, nextSyncAt, appliesAt, failures, verifiers, running } = shown.status;
  return [
    lineOf(shown),
    ...(running === undefined ? [] : [`Now: ${running.phase}, ${running.entries} so far`]),
    ...(lastAttempt === undefined ? [] : [`Last: ${timeOf(lastAttempt.at)}, ${lastAttempt.trigger}. ${lastAttempt.detail}`]),
    ...(failures === 0 ? [] : [`Failed in a row: ${failures}`]),
    `Next: ${timeOf(nextSyncAt)}`,
    ...(appliesAt === undefined ? [] : [`Changed settings apply: ${timeOf(appliesAt)}`]),
    `Passwords kept: ${verifiers}`,
  ];
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
