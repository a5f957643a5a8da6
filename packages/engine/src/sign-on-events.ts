import type { Subject } from '@waygate/node-kit';
import type { AuditEntry, AuditEvent } from '@waygate/schema';
import type { EngineDeps } from './engine-deps.ts';
import type { SignOnSession } from './ports/sign-on-sessions.ts';
import type { Run } from './run.ts';

/** Notes that a sign-on began. A draft that is tried is nobody's. */
export function noteBegun(run: Run, { audit }: EngineDeps): void {
  if (run.preview === undefined)
    audit?.note({ event: 'authentication.begun', realm: run.realm, result: 'begun', run: run.id, facts: of(run) });
}

/** The record of a sign-on that succeeded, to be written with its end and the session that it makes; undefined where nothing is recorded. @param person whom it signed on, when it is somebody */
export function successEntry(
  run: Run,
  person: Subject | undefined,
  { audit }: EngineDeps,
  session?: SignOnSession,
): AuditEntry | undefined {
  return run.preview === undefined ? audit?.entry(succeeded(run, person, session)) : undefined;
}

/** Records how a sign-on without a session succeeded that nothing is kept of. */
export async function recordSuccess(run: Run, person: Subject | undefined, { audit }: EngineDeps): Promise<void> {
  if (run.preview === undefined) await audit?.record(succeeded(run, person));
}

/** What is told of a sign-on that came to nothing; undefined where nothing is recorded. @param broken whether that is the fault of the journey */
export function failureEvent(run: Run, broken: boolean): AuditEvent | undefined {
  if (run.preview !== undefined) return undefined;
  const { subject } = run;
  const claimed = run.state.get('username');
  return {
    event: 'authentication.failed',
    realm: run.realm,
    result: 'failed',
    run: run.id,
    ...(broken ? { reason: 'journey.broken' } : {}),
    ...(subject === undefined ? {} : { person: subject }),
    ...(subject === undefined && typeof claimed === 'string' && claimed !== '' ? { claimed } : {}),
    facts: { ...of(run), ...(subject === undefined ? {} : proved(run)), steps: run.steps },
  };
}

function succeeded(run: Run, person: Subject | undefined, session?: SignOnSession): AuditEvent {
  const offline = session === undefined ? run.offline : session.offline;
  return {
    event: 'authentication.succeeded',
    realm: run.realm,
    run: run.id,
    ...(person === undefined ? {} : { person: { id: person.id, username: person.username } }),
    facts: {
      ...of(run),
      ...(person === undefined ? {} : proved(run)),
      ...(session === undefined ? {} : { level: session.authLevel, session: session.handle }),
      ...(offline === undefined ? {} : { offline: offline.provider }),
      steps: run.steps,
    },
  };
}

function of(run: Run): { readonly journey: string; readonly version: string } {
  return { journey: run.journey.document.name, version: run.frames[0]?.versionId ?? '' };
}

function proved(run: Run): { readonly evidence: readonly string[] } {
  return { evidence: [...new Set(run.evidenceOfSubject.map(({ factor }) => factor))] };
}
