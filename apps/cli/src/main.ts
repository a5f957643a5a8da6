#!/usr/bin/env node
import { runCommand } from './run-command.ts';

// Whoever reads may have seen enough, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

await runCommand(process.argv, process.env);
