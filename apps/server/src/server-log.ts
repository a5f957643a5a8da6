import type { Log } from '@waygate/http';
import pino from 'pino';

/** Structured JSON logging, one line for each thing that happened. */
export interface ServerLog extends Log {
  debug(facts: object, message: string): void;
  isLevelEnabled(level: 'debug'): boolean;
}

/** Names of members that never reach a log line, wherever they stand. */
const SECRET = ['password', 'tokenId', 'authId', 'authorization', 'cookie', 'secret', 'sharedSecret', 'jwt', 'code', 'challenge'];

/** @param level as in WAYGATE_LOG_LEVEL */
export function createServerLog(level: string): ServerLog {
  const paths = SECRET.filter((name) => name !== 'code').flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '[secret]' } },
    pino.destination({ dest: 2, sync: false }),
  );
}
