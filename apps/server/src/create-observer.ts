import type { Observer } from '@waygate/engine';
import type { ServerLog } from './server-log.ts';

/** Writes what the engine tells to the log: ends as audit lines, single nodes at debug level, faults as errors. */
export function createObserver(log: ServerLog): Observer {
  return {
    visited: (visit) => log.debug({ event: 'AM-NODE-LOGIN-COMPLETED', ...visit }, 'A node ran.'),
    ended: (end) => log.info({ event: 'AM-TREE-LOGIN-COMPLETED', ...end }, `A journey ${end.result}.`),
    fault: ({ cause, ...fault }) => log.error({ event: 'fault', ...fault, err: cause }, 'A journey met a fault.'),
  };
}
