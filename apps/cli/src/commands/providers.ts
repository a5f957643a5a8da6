import { type SocialProviderRequest, socialProviderRequest, WaygateError } from '@waygate/schema';
import { providerDesk } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly file: string;
  readonly json?: boolean;
}

/** `waygate providers`: who else people of a realm can sign on with. */
export function providersCommand(environment: Environment): Command {
  const providers = new Command('providers').description(
    'Who else people of a realm can sign on with, by OpenID Connect. docs/providers.md tells of their settings.',
  );
  const ofRealm = (name: string, description: string) =>
    providers
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .option('--json', 'print JSON');

  ofRealm('list', 'Lists the providers of a realm, and what keeps one from being used.').action(async (options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const found = await providerDesk(workspace).list(await existingRealm(workspace, options.realm));
      print(
        options.json,
        found,
        found.map(({ id, type, enabled, problems }) => {
          return `${id}\t${type}\t${problems.length > 0 ? `not run: ${problems.join(' ')}` : enabled ? 'on' : 'off'}`;
        }),
      );
    });
  });

  ofRealm('get <id>', 'Shows a provider, without its secret.').action(async (id: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const view = await providerDesk(workspace).get(await existingRealm(workspace, options.realm), id);
      print(options.json, view, [JSON.stringify(view.settings, null, 2)]);
    });
  });

  for (const name of ['create', 'update'] as const) {
    ofRealm(
      `${name} <id>`,
      name === 'create' ? 'Makes a provider.' : 'Replaces the settings of a provider; the secret stays when none is given.',
    )
      .requiredOption('--file <file>', 'JSON file of settings; a member secret sets what the provider knows this server by')
      .action(async (id: string, options: Options) => {
        const request = requestIn(options.file);
        await withWorkspace(environment, async (workspace) => {
          const view = await providerDesk(workspace)[name](await existingRealm(workspace, options.realm), id, request);
          print(options.json, view, [`Provider ${id} is ${name === 'create' ? 'made' : 'set'}.`]);
        });
      });
  }

  ofRealm('remove <id>', 'Removes a provider. Nobody can sign on with it then.').action(async (id: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      await providerDesk(workspace).remove(await existingRealm(workspace, options.realm), id);
      print(options.json, { id }, [`Provider ${id} is removed.`]);
    });
  });
  return providers;
}

/** What `get` printed can be given to `create` and `update` again. */
function requestIn(file: string): SocialProviderRequest {
  const given = readJsonFile(file);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new WaygateError('input', 'provider.malformed', `${file} must hold a JSON object.`);
  const { secret, ...settings } = given as Record<string, unknown>;
  const parsed = socialProviderRequest.safeParse({ settings, ...(secret === undefined ? {} : { secret }) });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.filter((part) => part !== 'settings').join('.'), message }));
  throw new WaygateError('input', 'provider.invalid', `The settings in ${file} are not right.`, { details });
}
