import { toRealmPath, WaygateError } from '@waygate/schema';
import { ensureRootRealm, noticesOf, openWorkspace, readConfig, type Workspace } from '@waygate/server/administration';
import type { Environment } from './environment.ts';
import { recorded } from './recorded-command.ts';

/** Opens the store for a command that tells people what it did to their devices, and closes it when the mails are out. */
export async function withNotices<T>(
  environment: Environment,
  work: (workspace: Workspace, notices: ReturnType<typeof noticesOf>) => Promise<T>,
): Promise<T> {
  return withWorkspace(environment, async (workspace) => {
    const notices = noticesOf(workspace, readConfig(environment).mail, (text) => process.stderr.write(`${text}\n`));
    try {
      return await work(workspace, notices);
    } finally {
      await notices.close();
    }
  });
}

/** Opens the store for a command and closes it whatever happens. */
export async function withWorkspace<T>(environment: Environment, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const config = readConfig(environment);
  const workspace = await openWorkspace(config);
  try {
    // What is asked of administrators stands in the environment of the server.
    await ensureRootRealm(workspace, undefined);
    return await recorded(environment, workspace, work);
  } finally {
    await workspace.close();
  }
}

/**
 * The realm that a command names, which must exist.
 * @throws WaygateError `realm.not_found`
 */
export async function existingRealm(workspace: Workspace, name: string): Promise<string> {
  const path = toRealmPath(name);
  if (path !== undefined && (await workspace.stores.realms.settings(path)) !== undefined) return path;
  const known = (await workspace.stores.realms.list()).map((realm) => realm.path).join(', ') || 'none yet';
  throw new WaygateError(
    'notFound',
    'realm.not_found',
    `There is no realm ${name}. Realms: ${known}. Make one with: waygate realms create ${name}`,
  );
}

/**
 * The person whom a command names.
 * @throws WaygateError `realm.not_found`, `identity.unknown`
 */
export async function existingUser(
  workspace: Workspace,
  { realm, username }: { readonly realm: string; readonly username: string },
): Promise<{ readonly id: string; readonly realm: string; readonly username: string }> {
  const path = await existingRealm(workspace, realm);
  const person = await workspace.stores.identities.findByName(path, username);
  if (person === undefined) throw new WaygateError('notFound', 'identity.unknown', `There is no user ${username} in realm ${path}.`);
  return person;
}

/** Prints a result: as JSON when asked, else as the lines that a person reads. */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json === true ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
}
