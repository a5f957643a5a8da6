import { toRealmPath, WaygateError } from '@waygate/schema';
import { defaultRealm } from '@waygate/server/administration';
import { Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Settings {
  readonly defaultJourney?: string;
  readonly journeyMinutes?: number;
  readonly suspendedMinutes?: number;
  readonly redirectTarget?: string[];
  readonly tokenInBody?: boolean;
  readonly json?: boolean;
}

/** `waygate realms`: realms and their settings. */
export function realmsCommand(environment: Environment): Command {
  const realms = new Command('realms').description('Realms and their settings.');
  realms
    .command('list', { isDefault: true })
    .description('Lists the realms.')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      await withWorkspace(environment, async ({ stores }) => {
        const found = await stores.realms.list();
        print(
          options.json,
          found,
          found.map(
            ({ path, active, defaultJourney }) =>
              `${path}\t${active ? 'active' : 'inactive'}\tdefault journey: ${defaultJourney ?? 'none'}`,
          ),
        );
      });
    });
  realms
    .command('create <realm>')
    .description('Makes a realm.')
    .option('--default-journey <name>', 'journey that runs when a client names none')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Settings) => {
      const path = toRealmPath(name);
      if (path === undefined)
        throw new WaygateError('input', 'realm.name', `${name} is no name for a realm: letters, digits, dots, hyphens and underscores.`);
      await withWorkspace(environment, async ({ stores }) => {
        if ((await stores.realms.settings(path)) !== undefined)
          throw new WaygateError('state', 'realm.exists', `There is a realm ${path} already.`);
        const settings = defaultRealm(path, options.defaultJourney);
        await stores.realms.put(settings);
        print(options.json, settings, [`Made realm ${path}.`]);
      });
    });
  realms
    .command('set <realm>')
    .description('Changes settings of a realm.')
    .option('--default-journey <name>', 'journey that runs when a client names none')
    .option('--journey-minutes <minutes>', 'how long a sign-on may take when its journey does not say', minutesOf)
    .option('--suspended-minutes <minutes>', 'how long the link of a suspended sign-on is good when its node does not say', minutesOf)
    .option(
      '--redirect-target <url>',
      'address or origin that goto may name; may be repeated',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option(
      '--token-in-body <yes|no>',
      'whether the answer to a sign-on has the token in its body besides the cookie; no is for realms without mobile applications, Frodo and other programs that read it there',
      yesOrNo,
    )
    .option('--json', 'print JSON')
    .action(async (name: string, options: Settings) => {
      await withWorkspace(environment, async (workspace) => {
        const path = await existingRealm(workspace, name);
        const before = (await workspace.stores.realms.settings(path)) ?? defaultRealm(path, undefined);
        if (
          options.defaultJourney !== undefined &&
          (await workspace.stores.journeys.publishedVersion(path, options.defaultJourney)) === undefined
        ) {
          throw new WaygateError(
            'authoring',
            'journey.not_found',
            `There is no published journey ${options.defaultJourney} in realm ${path}.`,
          );
        }
        const targets = options.redirectTarget ?? [];
        const settings = {
          ...before,
          defaultJourney: options.defaultJourney ?? before.defaultJourney,
          journeyMinutes: options.journeyMinutes ?? before.journeyMinutes,
          suspendedMinutes: options.suspendedMinutes ?? before.suspendedMinutes,
          redirectTargets: targets.length === 0 ? before.redirectTargets : targets,
          ...(options.tokenInBody === undefined ? {} : { tokenInBody: options.tokenInBody }),
        };
        await workspace.stores.realms.put(settings);
        print(options.json, settings, [`Realm ${path} is set.`]);
      });
    });
  return realms;
}

function yesOrNo(value: string): boolean {
  if (value !== 'yes' && value !== 'no') throw new InvalidArgumentError('Say yes or no.');
  return value === 'yes';
}

function minutesOf(value: string): number {
  const minutes = Number(value);
  if (!(Number.isSafeInteger(minutes) && minutes > 0)) throw new InvalidArgumentError('Minutes are a whole number above 0.');
  return minutes;
}
