import { offlineCodesOf } from '@waygate/server/administration';
import { Command } from 'commander';
import { withExitCodes } from '../../coded-failure.ts';
import type { Environment } from '../../environment.ts';
import { existingUser, withWorkspace } from '../../with-workspace.ts';

/** Who a command is about. */
export interface PersonOptions {
  readonly user: string;
  readonly realm: string;
  readonly json?: boolean;
}

/** A command about one person. */
export function personCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--user <name>', 'user name')
    .option('--realm <realm>', 'realm, such as alpha', '/')
    .option('--json', 'print JSON');
}

/** Who it is, and the desk on which their offline sign-on lies. */
export interface PersonWork {
  readonly desk: ReturnType<typeof offlineCodesOf>;
  readonly person: { readonly id: string; readonly realm: string; readonly username: string };
}

export function withPerson(environment: Environment, { user, realm }: PersonOptions, work: (given: PersonWork) => Promise<void>) {
  return withExitCodes(() =>
    withWorkspace(environment, async (workspace) => {
      const person = await existingUser(workspace, { realm, username: user });
      await work({ desk: offlineCodesOf(workspace), person });
    }),
  );
}
