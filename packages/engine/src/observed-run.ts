import type { ObservedRun } from './ports/observer.ts';
import type { Run } from './run.ts';

/** What is told of a run again and again while it does not change: this stands in the way of every node. */
const told = new WeakMap<Run, ObservedRun>();

/** What an observer is told of the run that something happened in. */
export function observedRun(run: Run): ObservedRun {
  const { subject, preview, expiresAt } = run;
  const before = told.get(run);
  if (before !== undefined && before.username === subject?.username && before.until === expiresAt) return before;
  const observed = {
    sessionId: run.id,
    realm: run.realm,
    outermost: { journey: run.journey.document.name, versionId: run.frames[0]?.versionId ?? '' },
    until: expiresAt,
    ...(subject === undefined ? {} : { username: subject.username }),
    ...(preview === undefined ? {} : { preview }),
  };
  told.set(run, observed);
  return observed;
}
