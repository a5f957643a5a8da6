import { type ApiClientKey, type ApiClientView, apiClientKey, apiClientRequest, apiScopes, WaygateError } from '@waygate/schema';
import { apiClientDesk, apiClientKeyOf, newApiClientKey, readConfig } from '@waygate/server/administration';
import { Command } from 'commander';
import type { z } from 'zod';
import type { Environment } from '../environment.ts';
import { readTextFile } from '../read-text-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';
import { writeKey } from '../write-key.ts';

interface KeyOptions {
  readonly key?: string;
  readonly newKey?: string;
  readonly json?: boolean;
}

/** `waygate api-clients`: programs that set up offline sign-on by the API under `/api/v2`. */
export function apiClientsCommand(environment: Environment): Command {
  const clients = new Command('api-clients').description(
    'Programs that set up offline sign-on by the API under /api/v2. docs/offline-api.md tells of it.',
  );
  const withKey = (command: Command) =>
    command
      .option('--key <file>', 'its RSA key, PEM or JWK; of a private one, too, only the public part is kept')
      .option('--new-key <file>', 'makes a key and writes it (PEM) to a new file, which only its owner may read')
      .option('--json', 'print JSON');

  withKey(clients.command('add <label>'))
    .description('Makes a client that signs on with a key.')
    .requiredOption('--realm <realm>', 'realm that it sees and sets up, such as alpha')
    .requiredOption('--scope <scope...>', `what its tokens may be for: ${apiScopes.join(', ')}`)
    .action(async (label: string, { realm, scope: scopes, json, ...options }: KeyOptions & { realm: string; scope: string[] }) => {
      const { key, write } = keyFor(options);
      await withWorkspace(environment, async (workspace) => {
        const request = checked(apiClientRequest, { label, realm: await existingRealm(workspace, realm), scopes, key });
        write();
        const client = await apiClientDesk(workspace, readConfig(environment)).create(request);
        print(json, client, [`API client ${label} is made.`, `Id   ${client.id}`]);
      });
    });

  clients
    .command('list')
    .description('Lists the clients.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      await withWorkspace(environment, async (workspace) => {
        const found = await apiClientDesk(workspace).list();
        print(json, found, found.map(lineOf));
      });
    });

  withKey(clients.command('rotate <id>'))
    .description('Has a client sign with another key. Tokens that the key before got are worth nothing then.')
    .option('--keep', 'lets the key before be good until the next rotation')
    .action(async (id: string, { keep, json, ...options }: KeyOptions & { keep?: boolean }) => {
      const { key, write } = keyFor(options);
      await withWorkspace(environment, async (workspace) => {
        const known = (await apiClientDesk(workspace).list()).some((client) => client.id === id);
        if (known) write();
        const client = await apiClientDesk(workspace, readConfig(environment)).rotate(id, key, keep === true);
        print(json, client, [`API client ${client.label} has another key.`]);
      });
    });

  clients
    .command('remove <id>')
    .description('Removes a client. Its tokens are worth nothing then.')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      await withWorkspace(environment, async (workspace) => {
        await apiClientDesk(workspace).remove(id);
        print(json, { id }, [`API client ${id} is removed.`]);
      });
    });
  return clients;
}

function lineOf({ id, label, realm, scopes, keys }: ApiClientView): string {
  return `${id}\t${label}\t${realm}\t${scopes.join(' ')}\t${keys.map(({ kid }) => kid).join(' ')}`;
}

/** The public part of the key that is named, or of a new one; `write` puts the new one in its file. */
function keyFor({ key, newKey }: KeyOptions): { readonly key: ApiClientKey; readonly write: () => void } {
  if (newKey !== undefined && key === undefined) {
    const pem = newApiClientKey();
    return { key: checked(apiClientKey, apiClientKeyOf(pem)), write: () => writeKey(newKey, pem) };
  }
  if (key === undefined || newKey !== undefined) throw new WaygateError('input', 'api_client.key', 'Say either --key or --new-key.');
  const text = readTextFile(key);
  return { key: checked(apiClientKey, text.includes('-----BEGIN ') ? apiClientKeyOf(text) : jwkIn(text, key)), write: () => undefined };
}

function jwkIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaygateError('input', 'api_client.key', `${file} is neither PEM nor a JWK.`, { cause });
  }
}

function checked<S extends z.ZodType>(schema: S, request: unknown): z.infer<S> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new WaygateError('input', 'api_client.invalid', details[0]?.message ?? 'This makes no client.', { details });
}
