import type { Observer } from '@waygate/engine';
import { requestContext } from './logging/request-context.ts';
import type { ServerLog } from './logging/server-log.ts';
import { createBusyNote, HASHING_BUSY } from './note-busy.ts';

/**
 * Writes what the engine tells to the log: ends as audit lines, single nodes at debug level, faults as errors; that there is a rush is one line for many.
 * @param more who is told as well
 * @param metrics who counts what nodes measure
 */
export function createObserver(log: ServerLog, more?: Observer, metrics?: Pick<Observer, 'visited'>): Observer {
  // Every node of every sign-on comes by here.
  const tellsVisits = log.isLevelEnabled('debug');
  const noteBusy = createBusyNote(log);
  return {
    visited: (visit) => {
      noteRun(visit);
      if (tellsVisits) {
        // The state of a tried draft is for its author, who sees it in the trace.
        const { state: _, ...facts } = visit;
        log.debug({ event: 'AM-NODE-LOGIN-COMPLETED', ...facts }, 'A node ran.');
      }
      metrics?.visited(visit);
      more?.visited(visit);
    },
    ended: (end) => {
      // What somebody typed as a name may be their password.
      const { claimed: _, ...facts } = end;
      log.info({ event: 'AM-TREE-LOGIN-COMPLETED', ...facts }, `A journey ${end.result}.`);
      more?.ended(end);
    },
    fault: (fault) => {
      noteRun(fault);
      const { cause, message, ...facts } = fault;
      if (fault.code === HASHING_BUSY) noteBusy(fault.at);
      else log.error({ event: 'fault', ...facts, fault: message, err: cause }, 'A journey met a fault.');
      more?.fault(fault);
    },
  };
}

/** From here on, lines of the request say which run it came to. */
function noteRun({ sessionId }: { readonly sessionId: string }): void {
  const context = requestContext.getStore();
  if (context !== undefined) context.run = sessionId;
}
