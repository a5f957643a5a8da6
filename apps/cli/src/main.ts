#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { reportFailure } from './report-failure.ts';

// Whoever reads may have seen enough, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

/** Exit codes that operators script against: 0 done, 1 refused, 2 usage. */
try {
  await createProgram(process.env).parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    reportFailure(error, process.argv.includes('--json'));
    process.exitCode = 1;
  }
}
