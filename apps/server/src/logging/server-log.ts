import type { Log } from '@waygate/http';
import { maskerOf } from '@waygate/scripting';
import pino from 'pino';
import { loggedFacts } from './logged-facts.ts';
import { requestContext } from './request-context.ts';

/** Structured JSON logging, one line for each thing that happened. Nothing secret is in it, whatever it is given. */
export interface ServerLog extends Log {
  debug(facts: object, message: string): void;
  isLevelEnabled(level: 'debug'): boolean;
}

/** The log of a process, which can end. */
export interface ProcessLog extends ServerLog {
  /** Tells what ends the process. */
  fatal(facts: object, message: string): void;
  /** Resolves when everything is written, or nobody takes it for a while: to be awaited before the process ends. */
  flush(): Promise<void>;
}

export interface ServerLogOptions {
  /** Secrets of the configuration, which are taken out of every line in whatever form. */
  readonly secrets?: Iterable<string>;
  /** What else a line says of where it belongs. */
  readonly place?: () => Readonly<Record<string, string>> | undefined;
  /** Takes the lines, each with its end; standard error when left out. */
  readonly write?: (line: string) => void;
}

/** Characters that JSON leaves as they are and that terminals and viewers act upon: C1 controls, separators of lines, and what changes the direction of text. */
const CONTROLS = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** How long the end of the process waits for whoever reads the log, milliseconds. */
const PATIENCE_MS = 1_000;
/** Shorter texts of a request, such as `true`, stand in messages without being meant. */
const SHORTEST = 6;

/** @param level as in WAYGATE_LOG_LEVEL */
export function createServerLog(level: string, { secrets = [], place, write }: ServerLogOptions = {}): ProcessLog {
  const mask = maskerOf(secrets);
  const file = write === undefined ? pino.destination({ dest: 2, sync: false, minLength: 1 }) : undefined;
  const put = write ?? ((line: string) => void file?.write(line));
  const log = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (facts) => loggedFacts(facts, { own: mask, foreign: (text) => maskBrought(mask(text)) }),
      },
      mixin: () => {
        const { transaction, run } = requestContext.getStore() ?? {};
        return { ...(transaction === undefined ? {} : { transaction }), ...(run === undefined ? {} : { run }), ...place?.() };
      },
    },
    { write: (line: string) => put(line.replace(CONTROLS, escaped)) },
  );
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.info(facts, message),
    warn: (facts, message) => log.warn(facts, message),
    error: (facts, message) => log.error(facts, message),
    fatal: (facts, message) => log.fatal(facts, message),
    isLevelEnabled: (asked) => log.isLevelEnabled(asked),
    flush: async () => {
      if (file === undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, PATIENCE_MS);
      file.flush(() => resolve());
      await promise;
      clearTimeout(timer);
    },
  };
}

/** Takes out what the request brought, whatever it was: it is looked at only when the text is somebody else's. */
function maskBrought(text: string): string {
  const brought = requestContext.getStore()?.brought() ?? [];
  return maskerOf(brought.filter((one) => one.length >= SHORTEST))(text);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
