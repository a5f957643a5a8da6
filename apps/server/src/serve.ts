import { WaygateError } from '@waygate/schema';
import { readConfig } from './config.ts';
import { runServer } from './run-server.ts';

/** Runs a server until it is told to stop, by the variables of the environment. What goes wrong at the start is said in one sentence. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const config = readConfig(environment);
    const running = await runServer(config, (line) => process.stdout.write(`${line}\n`));
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
