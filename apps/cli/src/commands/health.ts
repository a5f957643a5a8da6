import { type ProviderHealthView, WaygateError } from '@waygate/schema';
import { healthOf } from '@waygate/server/administration';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly realm: string;
  readonly json?: boolean;
}

/** Who changes something by the command line, where nobody is signed on. */
const OPERATOR = 'command line';

/** `waygate health`: how identity providers are that realms have watched. It is the way in when administrators themselves can sign on offline only. */
export function healthCommand(environment: Environment): Command {
  const health = new Command('health').description(
    'How identity providers are that a realm has watched, and what an operator sets in their place.',
  );
  const inRealm = (command: Command) => command.requiredOption('--realm <realm>', 'realm, such as alpha').option('--json', 'print JSON');
  const work = (realm: string, name: string | undefined, json: boolean | undefined, step: Step) =>
    withWorkspace(environment, async (workspace) => {
      const path = await existingRealm(workspace, realm);
      const desk = healthOf(workspace);
      const named = name === undefined ? undefined : (await desk.list(path)).find((provider) => provider.name === name);
      if (name !== undefined && named === undefined) {
        throw new WaygateError('notFound', 'continuity.provider_not_found', `Realm ${path} has no identity provider "${name}" to watch.`);
      }
      await step(desk, path, named?.id ?? '');
      const shown = (await desk.list(path)).filter((provider) => name === undefined || provider.name === name);
      print(json, { providers: shown }, shown.length === 0 ? ['Nothing is watched.'] : shown.map(lineOf));
    });

  inRealm(health.command('list'))
    .description('Lists them, with what sign-ons go by.')
    .action(({ realm, json }: Output) => work(realm, undefined, json, async () => undefined));

  inRealm(health.command('override'))
    .argument('<name>', 'name of the provider')
    .addOption(new Option('--state <state>', 'what sign-ons shall go by').choices(['online', 'offline', 'blocked']).makeOptionMandatory())
    .option('--minutes <minutes>', 'for how long; for good only where the mode is MANUAL', minutesOf)
    .requiredOption('--reason <text>', 'why, for whoever reads it later')
    .description('Sets how a provider is, in the place of what checks find.')
    .action(
      (name: string, { realm, json, ...wish }: Output & { state: 'online' | 'offline' | 'blocked'; minutes?: number; reason: string }) =>
        work(realm, name, json, (desk, path, id) =>
          desk.override(path, id, { state: wish.state, minutes: wish.minutes, reason: wish.reason, by: OPERATOR }),
        ),
    );

  inRealm(health.command('end-override'))
    .argument('<name>', 'name of the provider')
    .description('Goes by what checks find again.')
    .action((name: string, { realm, json }: Output) => work(realm, name, json, (desk, path, id) => desk.endOverride(path, id, OPERATOR)));
  return health;
}

type Step = (desk: ReturnType<typeof healthOf>, realm: string, id: string) => Promise<void>;

function lineOf({ name, mode, state, forced, since, override }: ProviderHealthView): string {
  const why = override === undefined ? (forced === undefined ? '' : `\tby ${forced}`) : `\tby ${override.by}: ${override.reason}`;
  return `${name}\t${mode}\t${state}\tsince ${new Date(since).toISOString()}${why}`;
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 43_200) return minutes;
  throw new InvalidArgumentError('Minutes are a whole number from 1 to 43200.');
}
