import { type AuditEntry, type Callback, SESSION_SHAPE, WaygateError } from '@waygate/schema';
import type { EngineDeps } from './engine-deps.ts';
import type { LifecycleState } from './lifecycle.ts';
import type { JourneySession } from './ports/journey-sessions.ts';
import type { SignOnSession } from './ports/sign-on-sessions.ts';
import type { Run, SealedPart } from './run.ts';
import { hashKey } from './session-key.ts';
import { withoutContent } from './without-content.ts';

/** What a run leaves behind when it rests. */
export interface AtRest {
  readonly status: LifecycleState;
  /** One-time key of the next submit; empty when there is none. */
  readonly key: string;
  readonly sent: readonly Callback[];
  readonly owners: readonly string[];
}

/** Binds what is sealed to the session it belongs to. */
export function sealContext(realm: string, sessionId: string): string {
  return `journey-session|${realm}|${sessionId}`;
}

/**
 * Writes a run with one compare-and-set.
 * @param end the session that the run ends in, if it makes one, and the record of the end for the audit log: they are written with it or not at all
 * @throws WaygateError `session.stale` (state) when another request answered the same step first
 */
export async function saveRun(
  run: Run,
  rest: AtRest,
  deps: EngineDeps,
  end: { readonly session?: SignOnSession; readonly noted?: AuditEntry | undefined } = {},
): Promise<void> {
  const session = toSession(run, rest, deps);
  if (run.revision === 0) {
    await deps.journeySessions.insert(session);
    return;
  }
  const { journeySessions } = deps;
  const written =
    end.session === undefined
      ? await journeySessions.replace(session, run.revision, end.noted)
      : await journeySessions.complete(session, run.revision, end.session, end.noted);
  if (!written) throw staleStep();
}

/** The error for a step that was answered already. */
export function staleStep(): WaygateError {
  return new WaygateError(
    'state',
    'session.stale',
    'This step was answered already. Go on in the window that answered it, or start again.',
  );
}

function toSession(run: Run, rest: AtRest, deps: EngineDeps): JourneySession {
  const over = rest.status !== 'awaitingInput' && rest.status !== 'suspended';
  const sealed = over ? undefined : sealedPart(run);
  return {
    id: run.id,
    realm: run.realm,
    shape: SESSION_SHAPE,
    revision: run.revision + 1,
    status: rest.status,
    keyHash: rest.key === '' ? '' : hashKey(rest.key),
    createdAt: run.createdAt,
    expiresAt: run.expiresAt,
    frames: run.frames.map(({ journey, versionId, index }) => ({
      journey: journey.document.name,
      versionId,
      nodeId: journey.nodes[index]?.id ?? '',
    })),
    pins: run.pins,
    ...(Object.keys(run.scripts).length === 0 ? {} : { scripts: run.scripts }),
    sent: rest.sent.map(withoutContent),
    owners: rest.owners,
    // A run that is over keeps nothing that it no longer needs.
    shared: over ? {} : run.state.shared,
    ...(sealed === undefined ? {} : { sealed: deps.sealer.seal(sealContext(run.realm, run.id), JSON.stringify(sealed)) }),
    ...(run.subject === undefined ? {} : { subject: run.subject }),
    ...(run.inactive ? { inactive: true } : {}),
    ...(run.anonymous === undefined ? {} : { anonymous: run.anonymous }),
    ...(run.upgradesAnonymous ? { upgradesAnonymous: true } : {}),
    evidence: run.evidence,
    nodeTypes: [...run.nodeTypes],
    sessionProperties: run.sessionProperties,
    ...(run.failureMessage === undefined || over ? {} : { failureMessage: run.failureMessage }),
    ...(run.endWishes === undefined || over ? {} : { endWishes: run.endWishes }),
    endHooks: over ? [] : [...run.endHooks.values()],
    ...(run.offline === undefined
      ? {}
      : { offline: { ...run.offline, ...(run.offlineMinutes === undefined ? {} : { sessionMinutes: run.offlineMinutes }) } }),
    ...(run.rehearsal === undefined ? {} : { rehearsal: run.rehearsal }),
    steps: run.steps,
    ...(run.upgrades === undefined ? {} : { upgrades: run.upgrades }),
    noSession: run.noSession,
    ...(run.preview === undefined ? {} : { preview: run.preview }),
  };
}

function sealedPart(run: Run): SealedPart | undefined {
  const { secure } = run.state;
  const { vouched, local, memory, guarded } = run;
  if ([local, memory, guarded].every(({ size }) => size === 0) && Object.keys(secure).length === 0 && vouched.length === 0)
    return undefined;
  return {
    secure,
    local: Object.fromEntries(local),
    memory: Object.fromEntries(memory),
    ...(guarded.size === 0 ? {} : { guarded: Object.fromEntries(guarded) }),
    ...(vouched.length === 0 ? {} : { vouched }),
  };
}
