import { CommanderError } from 'commander';
import { CodedFailure } from './coded-failure.ts';
import { createProgram } from './create-program.ts';
import type { Environment } from './environment.ts';
import { reportFailure } from './report-failure.ts';

/**
 * Runs one command and leaves its exit code, which operators script against, in `process.exitCode`: 0 done, 1 refused, 2 usage; some commands tell more apart.
 * @param argv as of a process: the command begins with the third
 */
export async function runCommand(argv: readonly string[], environment: Environment): Promise<void> {
  try {
    await createProgram(environment).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof CodedFailure) {
      reportFailure(error.reason, argv.includes('--json'));
      process.exitCode = error.exitCode;
    } else {
      reportFailure(error, argv.includes('--json'));
      process.exitCode = 1;
    }
  }
}
