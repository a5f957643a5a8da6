import { Command } from 'commander';
import { apiClientsCommand } from './commands/api-clients.ts';
import { applicationsCommand } from './commands/applications.ts';
import { auditCommand } from './commands/audit.ts';
import { certificatesCommand } from './commands/certificates.ts';
import { clientsCommand } from './commands/clients.ts';
import { directoriesCommand } from './commands/directories.ts';
import { fidoMetadataCommand } from './commands/fido-metadata.ts';
import { healthCommand } from './commands/health.ts';
import { journeysCommand } from './commands/journeys.ts';
import { keysCommand } from './commands/keys.ts';
import { offlineMfaCommand } from './commands/offline-mfa/offline-mfa.ts';
import { providersCommand } from './commands/providers.ts';
import { realmsCommand } from './commands/realms.ts';
import { scriptsCommand } from './commands/scripts.ts';
import { serviceAccountsCommand } from './commands/service-accounts.ts';
import { servicesCommand } from './commands/services.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { storeCommand } from './commands/store.ts';
import { usersCommand } from './commands/users.ts';
import type { Environment } from './environment.ts';
import { noteCommand } from './recorded-command.ts';

/** The command line. Usage errors are thrown, so that the caller chooses the exit code. */
export function createProgram(environment: Environment): Command {
  const program = new Command('waygate')
    .description('Runs and administers Waygate. Works on the store that the WAYGATE_ variables name, also while the server runs.')
    .exitOverride()
    .showHelpAfterError();
  program
    .command('serve')
    .description('Runs the server.')
    .action(async () => {
      const { serve } = await import('@waygate/server');
      await serve(environment);
    });
  program.addCommand(usersCommand(environment));
  program.addCommand(sessionsCommand(environment));
  program.addCommand(journeysCommand(environment));
  program.addCommand(realmsCommand(environment));
  program.addCommand(servicesCommand(environment));
  program.addCommand(clientsCommand(environment));
  program.addCommand(providersCommand(environment));
  program.addCommand(scriptsCommand(environment));
  program.addCommand(serviceAccountsCommand(environment));
  program.addCommand(apiClientsCommand(environment));
  program.addCommand(certificatesCommand(environment));
  program.addCommand(keysCommand(environment));
  program.addCommand(healthCommand(environment));
  program.addCommand(directoriesCommand(environment));
  program.addCommand(offlineMfaCommand(environment));
  program.addCommand(applicationsCommand(environment));
  program.addCommand(fidoMetadataCommand(environment));
  program.addCommand(storeCommand(environment));
  program.addCommand(auditCommand(environment));
  program.hook('preAction', (_program, action) => noteCommand(environment, action));
  for (const command of allOf(program)) command.exitOverride();
  return program;
}

function allOf(command: Command): Command[] {
  return command.commands.flatMap((sub) => [sub, ...allOf(sub)]);
}
