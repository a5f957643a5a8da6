import { type OAuthClientMade, type OAuthClientRequest, oauthClientRequest, WaygateError } from '@waygate/schema';
import { clientDesk, rotateKeys, signingKeys } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly file: string;
  readonly json?: boolean;
}

/** `waygate clients`: applications that get tokens from a realm. */
export function clientsCommand(environment: Environment): Command {
  const clients = new Command('clients').description('Applications that get tokens from a realm. docs/oauth.md tells of their settings.');
  const ofRealm = (name: string, description: string) =>
    clients
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .option('--json', 'print JSON');

  ofRealm('list', 'Lists the clients of a realm.').action(async (options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const found = await clientDesk(workspace).list(await existingRealm(workspace, options.realm));
      print(
        options.json,
        found,
        found.map(({ id, settings }) => `${id}\t${settings.clientType}\t${settings.status}\t${settings.grantTypes.join(' ')}`),
      );
    });
  });

  ofRealm('get <id>', 'Shows a client, without its secret.').action(async (id: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const view = await clientDesk(workspace).get(await existingRealm(workspace, options.realm), id);
      print(options.json, view, [JSON.stringify(view.settings, null, 2)]);
    });
  });

  for (const name of ['create', 'update'] as const) {
    ofRealm(
      `${name} <id>`,
      name === 'create' ? 'Makes a client; a secret that is made up is shown this once.' : 'Replaces the settings of a client.',
    )
      .requiredOption('--file <file>', "JSON file of settings; a member secret sets a secret of one's own")
      .action(async (id: string, options: Options) => {
        const request = requestIn(options.file);
        await withWorkspace(environment, async (workspace) => {
          const made = await clientDesk(workspace)[name](await existingRealm(workspace, options.realm), id, request);
          print(options.json, made, [`Client ${id} is ${name === 'create' ? 'made' : 'set'}.`, ...secretLines(made)]);
        });
      });
  }

  ofRealm('new-secret <id>', 'Makes a new secret and shows it this once; the old one is worth nothing then.').action(
    async (id: string, options: Options) => {
      await withWorkspace(environment, async (workspace) => {
        const made = await clientDesk(workspace).renewSecret(await existingRealm(workspace, options.realm), id);
        print(options.json, made, [`Client ${id} has a new secret.`, ...secretLines(made)]);
      });
    },
  );

  ofRealm('remove <id>', 'Removes a client. Its tokens are worth nothing then.').action(async (id: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      await clientDesk(workspace).remove(await existingRealm(workspace, options.realm), id);
      print(options.json, { id }, [`Client ${id} is removed.`]);
    });
  });

  ofRealm('keys', 'Lists the keys that sign tokens, with their sizes, and those that old tokens are still checked by.').action(
    async (options: Options) => {
      await withWorkspace(environment, async (workspace) => {
        const found = await signingKeys(workspace, await existingRealm(workspace, options.realm));
        print(
          options.json,
          found,
          found.map(({ kid, alg, bits, signs }) => `${kid}\t${alg}\t${bits} bits\t${signs ? 'signs' : 'checks'}`),
        );
      });
    },
  );

  ofRealm('rotate-keys', 'Makes new keys that sign tokens from now on. What the last two signed can still be checked.').action(
    async (options: Options) => {
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        await rotateKeys(workspace, realm);
        print(options.json, { realm }, [`Realm ${realm} signs with new keys.`]);
      });
    },
  );
  return clients;
}

/** What `get` printed can be given to `create` and `update` again. */
function requestIn(file: string): OAuthClientRequest {
  const given = readJsonFile(file);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new WaygateError('input', 'client.malformed', `${file} must hold a JSON object.`);
  const { secret, ...settings } = given as Record<string, unknown>;
  const parsed = oauthClientRequest.safeParse({ settings, ...(secret === undefined ? {} : { secret }) });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.filter((part) => part !== 'settings').join('.'), message }));
  throw new WaygateError('input', 'client.invalid', `The settings in ${file} are not right.`, { details });
}

function secretLines({ secret }: OAuthClientMade): string[] {
  return secret === undefined ? [] : [`Secret   ${secret}   (shown only now)`];
}
