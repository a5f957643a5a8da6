import { format } from 'node:util';
import type { ProcessLog } from './server-log.ts';

/**
 * Makes a line of the log of everything that libraries and the runtime would print, and of what ends the process: so whoever collects standard error reads JSON alone.
 * For the process of a server, not for tests.
 * @param exit ends the process with a code
 */
export function logWhatIsPrinted(log: ProcessLog, exit: (code: number) => void): void {
  const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error', trace: 'debug' } as const;
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...said: unknown[]) =>
      log[level]({ event: 'printed', ...saidBy(said) }, 'A library said something.');
  }
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ event: 'runtime.warning', err: warning }, 'The runtime warned of something.'));
  const die = (event: string, message: string) => (error: unknown) => {
    log.fatal({ event, err: error }, message);
    void log.flush().then(() => exit(1));
  };
  process.on('uncaughtException', die('process.uncaught', 'An error that nobody caught ends the server.'));
  process.on('unhandledRejection', die('process.unhandled', 'A failure that nobody waited for ends the server.'));
}

/** Errors by what may be told of them; the rest as text, of which the log takes out what looks like a secret. */
function saidBy(said: readonly unknown[]): object {
  const err = said.find((one) => one instanceof Error);
  const text = format(...said.filter((one) => typeof one !== 'object'));
  return { ...(text === '' ? {} : { text }), ...(err === undefined ? {} : { err }) };
}
