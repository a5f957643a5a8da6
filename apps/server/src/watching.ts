import type { Tracing } from '@waygate/tracing';
import type { ServerConfig } from './config.ts';
import { secretsOfConfig } from './logging/secrets-of-config.ts';
import { createServerLog, type ProcessLog } from './logging/server-log.ts';

/** How a process is watched. */
export interface Watching {
  readonly log: ProcessLog;
  /** Undefined when nothing is traced. */
  readonly tracing?: Tracing;
}

/** How the configuration wants a process to be watched. What traces is loaded only when something is traced. */
export async function watchingOf(config: ServerConfig): Promise<Watching> {
  const { startTracing } = config.tracing === undefined ? {} : await import('@waygate/tracing');
  const tracing = config.tracing === undefined ? undefined : startTracing?.(config.tracing);
  const log = createServerLog(config.logLevel, { secrets: secretsOfConfig(config), place: () => tracing?.current() });
  return { log, ...(tracing === undefined ? {} : { tracing }) };
}
