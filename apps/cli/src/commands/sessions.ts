import { WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, existingUser, print, withWorkspace } from '../with-workspace.ts';

interface Wanted {
  readonly realm: string;
  readonly username?: string;
  readonly everybody?: boolean;
  readonly json?: boolean;
}

/** `waygate sessions`: what keeps people signed on. */
export function sessionsCommand(environment: Environment): Command {
  const sessions = new Command('sessions').description('Sign-on sessions of people.');
  sessions
    .command('end')
    .description('Signs a user off everywhere, or everybody of a realm. Nobody is kept from signing on again.')
    .requiredOption('--realm <realm>', 'realm, such as alpha or /')
    .option('--username <name>', 'user name')
    .option('--everybody', 'everybody of the realm')
    .option('--json', 'print JSON')
    .action(async (options: Wanted) => {
      await withWorkspace(environment, async (workspace) => {
        let ended = 0;
        for (const person of await peopleOf(workspace, options)) ended += await endSessions(workspace, person);
        print(options.json, { ended }, [ended === 1 ? 'One session is over.' : `${ended} sessions are over.`]);
      });
    });
  return sessions;
}

/**
 * Ends every sign-on session of a person, as somebody else does it.
 * @returns how many there were
 */
export async function endSessions(workspace: Workspace, { realm, id }: { readonly realm: string; readonly id: string }): Promise<number> {
  const { signOnSessions } = workspace.stores;
  let ended = 0;
  for (const session of await signOnSessions.listByUser(realm, id, Date.now())) {
    if (await signOnSessions.end(session.id, 'DESTROY')) ended++;
  }
  return ended;
}

async function peopleOf(workspace: Workspace, { realm, username, everybody }: Wanted) {
  if ((username === undefined) === (everybody === undefined)) {
    throw new WaygateError('input', 'sessions.whose', 'Say whose sessions shall end: --username NAME or --everybody.');
  }
  if (username !== undefined) return [await existingUser(workspace, { realm, username })];
  return workspace.stores.identities.list(await existingRealm(workspace, realm));
}
