import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './built-server.ts';

/** How a command ended. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/**
 * Runs the built command line.
 * @param directory data folder that it works on
 */
export function waygate(directory: string, ...args: readonly string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], WAYGATE_DATA_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    error += text.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, error }));
  });
}
