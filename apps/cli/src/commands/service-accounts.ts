import { type ServiceAccountRequest, serviceAccountRequest, serviceAccountScopes, WaygateError } from '@waygate/schema';
import { newServiceAccountKey, readConfig, serviceAccountDesk } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { print, withWorkspace } from '../with-workspace.ts';
import { writeKey } from '../write-key.ts';

interface CreateOptions {
  readonly right: readonly string[];
  readonly scope: readonly string[];
  readonly jwk?: string;
  readonly newJwk?: string;
  readonly json?: boolean;
}

/** `waygate service-accounts`: accounts by which programs administer, without a person. */
export function serviceAccountsCommand(environment: Environment): Command {
  const accounts = new Command('service-accounts').description('Accounts by which programs administer. docs/frodo.md tells of them.');

  accounts
    .command('create <name>')
    .description('Makes an account that signs on with a key.')
    .requiredOption('--right <right...>', 'administrator, and script-author for who brings scripts')
    .option('--scope <scope...>', 'what its tokens may be for', [...serviceAccountScopes])
    .option('--jwk <file>', 'JWK of its RSA key; of a private one, too, only the public part is kept')
    .option('--new-jwk <file>', 'makes a key and writes it to a new file, which only its owner may read')
    .option('--json', 'print JSON')
    .action(async (name: string, { right, scope, jwk, newJwk, json }: CreateOptions) => {
      if ((jwk === undefined) === (newJwk === undefined))
        throw new WaygateError('input', 'service_account.key', 'Say either --jwk or --new-jwk.');
      const key = jwk === undefined ? await newServiceAccountKey() : readJsonFile(jwk);
      const request = checked({ name, rights: right, scopes: scope, jwk: key });
      if (newJwk !== undefined) writeKey(newJwk, `${JSON.stringify(key)}\n`);
      await withWorkspace(environment, async (workspace) => {
        const account = await serviceAccountDesk(workspace, readConfig(environment)).create(request);
        print(json, account, [`Service account ${name} is made.`, `Id   ${account.id}`]);
      });
    });

  accounts
    .command('list')
    .description('Lists the accounts.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      await withWorkspace(environment, async (workspace) => {
        const found = await serviceAccountDesk(workspace).list();
        print(
          json,
          found,
          found.map(({ id, name, rights, scopes }) => `${id}\t${name}\t${rights.join(' ')}\t${scopes.join(' ')}`),
        );
      });
    });

  accounts
    .command('delete <id>')
    .description('Deletes an account. Its tokens are worth nothing then.')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      await withWorkspace(environment, async (workspace) => {
        await serviceAccountDesk(workspace).remove(id);
        print(json, { id }, [`Service account ${id} is deleted.`]);
      });
    });
  return accounts;
}

function checked(request: unknown): ServiceAccountRequest {
  const parsed = serviceAccountRequest.safeParse(request);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new WaygateError('input', 'service_account.invalid', details[0]?.message ?? 'This makes no account.', { details });
}
