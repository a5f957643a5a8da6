import { WaygateError } from '@waygate/schema';
import { readConfig } from './config.ts';
import { runServer } from './run-server.ts';
import { sizeThreadPool } from './size-thread-pool.ts';

/**
 * Runs a server until it is told to stop, by the variables of the environment. What goes wrong at the start is said in one sentence.
 * @param environment of the process itself: how many threads Node starts is set there
 */
export async function serve(environment: { [name: string]: string | undefined }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const config = readConfig(environment);
    const fewThreads = sizeThreadPool(config.hashing, environment);
    if (fewThreads !== undefined) say(fewThreads);
    const running = await runServer(config, say);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      // Whoever is impatient may ask again, which ends the drain: what follows is short and must not be cut off between two writes.
      process.on(signal, () => {
        // Nobody stands between a person at a terminal and the server.
        running.stop(signal === 'SIGTERM' ? config.drainSeconds : 0).then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    }
  } catch (error) {
    process.stderr.write(
      `${error instanceof WaygateError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  }
}
