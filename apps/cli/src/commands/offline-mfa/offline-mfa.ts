import { Command } from 'commander';
import type { Environment } from '../../environment.ts';
import { keysCommand } from './keys.ts';
import { modifyCommand } from './modify.ts';
import { removeCommand } from './remove.ts';
import { viewCommand } from './view.ts';

/** `waygate offline-mfa`: what people sign on with while something cannot be reached. Exit codes: 0 done, 2 usage, 3 not found, 4 the store is held by somebody else. */
export function offlineMfaCommand(environment: Environment): Command {
  return new Command('offline-mfa')
    .description('What people sign on with while something cannot be reached. No secret is shown, and nothing can be added.')
    .addCommand(viewCommand(environment))
    .addCommand(modifyCommand(environment))
    .addCommand(removeCommand(environment))
    .addCommand(keysCommand(environment));
}
