import { WaygateError } from '@waygate/schema';
import { readConfig } from './config.ts';
import { runServer } from './run-server.ts';

/** Runs a server until it is told to stop, by the variables of the environment. What goes wrong at the start is said in one sentence. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const running = await runServer(readConfig(environment), (line) => process.stdout.write(`${line}\n`));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      // Whoever is impatient may ask again: the shutdown under way is short and must not be cut off between two writes.
      process.on(signal, () => {
        running.stop().then(
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
