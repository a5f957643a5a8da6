import type { Observer } from '@waygate/engine';

/** An observer that tells several what the engine tells it, one after the other. */
export function tellAll(...observers: readonly (Observer | undefined)[]): Observer {
  const told = observers.filter((one) => one !== undefined);
  return {
    started: (run) => {
      for (const one of told) one.started?.(run);
    },
    visited: (visit) => {
      for (const one of told) one.visited(visit);
    },
    ended: (end) => {
      for (const one of told) one.ended(end);
    },
    fault: (fault) => {
      for (const one of told) one.fault(fault);
    },
  };
}
