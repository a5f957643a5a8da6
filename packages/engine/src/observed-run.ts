import type { ObservedRun } from './ports/observer.ts';
import type { Run } from './run.ts';

/** What an observer is told of the run that something happened in. */
export function observedRun(run: Run): ObservedRun {
  const { subject, preview } = run;
  return {
    sessionId: run.id,
    realm: run.realm,
    outermost: { journey: run.journey.document.name, versionId: run.frames[0]?.versionId ?? '' },
    until: run.expiresAt,
    ...(subject === undefined ? {} : { username: subject.username }),
    ...(preview === undefined ? {} : { preview }),
  };
}
