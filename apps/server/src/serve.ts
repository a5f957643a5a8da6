import { WaygateError } from '@waygate/schema';
import { readConfig } from './config.ts';
import { logWhatIsPrinted } from './logging/log-what-is-printed.ts';
import { createServerLog } from './logging/server-log.ts';
import { runServer } from './run-server.ts';
import { sizeThreadPool } from './size-thread-pool.ts';
import { watchingOf } from './watching.ts';

/**
 * Runs a server until it is told to stop, by the variables of the environment. What goes wrong at the start is said in one sentence to a person at a terminal, and by a
 * line of the log to whoever collects it.
 * @param environment of the process itself: how many threads Node starts is set there
 */
export async function serve(environment: { [name: string]: string | undefined }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  let log = createServerLog('info');
  try {
    const config = readConfig(environment);
    const fewThreads = sizeThreadPool(config.hashing, environment);
    if (fewThreads !== undefined) say(fewThreads);
    const watching = await watchingOf(config);
    log = watching.log;
    logWhatIsPrinted(log, (code) => process.exit(code));
    const starting = runServer(config, say, undefined, watching);
    // Before it runs: the first process of a container is told nothing that it does not ask for.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      // Whoever is impatient may ask again, which ends the drain: what follows is short and must not be cut off between two writes.
      process.on(signal, () => {
        // Nobody stands between a person at a terminal and the server.
        const stop = async () => (await starting).stop(signal === 'SIGTERM' ? config.drainSeconds : 0);
        stop().then(
          () => process.exit(0),
          (error: unknown) => {
            log.fatal({ event: 'server.not_stopped', err: error }, 'The server could not stop as it should.');
            void log.flush().then(() => process.exit(1));
          },
        );
      });
    }
    await starting;
  } catch (error) {
    if (process.stderr.isTTY && error instanceof WaygateError) process.stderr.write(`${error.message}\n`);
    else log.fatal({ event: 'server.not_started', err: error }, 'The server could not start.');
    await log.flush();
    process.exit(1);
  }
}
