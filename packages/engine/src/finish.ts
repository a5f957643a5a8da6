import { type Evidence, type Factor, type Identity, isPasswordReplaced, type Subject } from '@waygate/node-kit';
import type { Json } from '@waygate/schema';
import { endUnprovedSession } from './end-unproved-session.ts';
import { readDetails, successDetailsOf } from './end-wishes.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { JourneyLibrary } from './journey-library.ts';
import { devicesLost, passwordsLost } from './lost-proofs.ts';
import { observedRun } from './observed-run.ts';
import type { RealmSettings } from './ports/realms.ts';
import type { SignOnSession } from './ports/sign-on-sessions.ts';
import type { Run } from './run.ts';
import { saveRun } from './save-run.ts';
import { hashKey, randomKey } from './session-key.ts';
import { failureEvent, recordSuccess, successEntry } from './sign-on-events.ts';
import type { Step } from './step.ts';
import { successCookies } from './success-cookies.ts';

/**
 * The end at Success: the person must exist, be active and have proved something in this run. Then a new session is made, always with a new token;
 * the session that the run may upgrade ends only now, and only when it is the same person's, or nobody's where a node wants that. A journey that identified nobody can
 * end in a session that is nobody's, unless somebody is signed on, who keeps their own.
 */
export async function finishSuccess(run: Run, settings: RealmSettings, deps: EngineDeps, library: JourneyLibrary): Promise<Step> {
  const name = run.subject === undefined ? run.anonymous : undefined;
  const anonymous = name !== undefined;
  const identity = anonymous ? await nobody(run, name, deps) : await signedOnIdentity(run, deps);
  if (identity === undefined) return finishFailure(run, undefined, deps);
  const successUrl = text(run, 'userGotoParam') ?? text(run, 'successUrl') ?? settings.successUrl;
  const over = { status: 'succeeded', key: '', sent: [], owners: [] } as const;
  if (run.noSession || (anonymous && (await isSignedOn(run, deps)))) {
    const person = anonymous ? undefined : identity;
    if (run.revision > 0) {
      const noted = successEntry(run, person, deps);
      await saveRun(run, over, deps, { noted });
      if (noted !== undefined) deps.audit?.written(noted);
    } else await recordSuccess(run, person, deps);
    await notifyEnd(run, true, deps);
    const details = detailsFor(run, run.sessionProperties);
    if (run.preview !== undefined) return { kind: 'success', realm: run.realm, successUrl, ...details, previewed: identity.username };
    const cookies = anonymous ? {} : await successCookies(run, identity, levelOf(run), deps, library);
    return { kind: 'success', realm: run.realm, successUrl, ...details, ...cookies };
  }
  const upgraded = anonymous ? undefined : await upgradedSession(run, identity, deps);
  const tokenId = randomKey(32);
  const made = newSession(run, identity, tokenId, upgraded, settings, deps.now());
  const session: SignOnSession = anonymous ? { ...made, authLevel: 0, anonymous } : made;
  const noted = successEntry(run, anonymous ? undefined : identity, deps, session);
  if (run.revision > 0) await saveRun(run, over, deps, { session, noted });
  else await deps.signOnSessions.create(session, noted);
  if (noted !== undefined) deps.audit?.written(noted);
  // Whoever replaced the password or shut the account meanwhile ended the sessions that there were then, and this one was not.
  if (!anonymous && (await signedOnIdentity(run, deps)) === undefined) {
    await deps.signOnSessions.end(session.id, 'DESTROY');
    const event = failureEvent(run, false);
    if (event !== undefined) await deps.audit?.recordDone(event);
    return failed(run, undefined, deps, false);
  }
  if (upgraded !== undefined) await deps.signOnSessions.end(upgraded.id, 'UPGRADE');
  await notifyEnd(run, true, deps);
  if (!anonymous) deps.signedOn?.(session, run.evidenceOfSubject);
  const cookies = anonymous ? {} : await successCookies(run, identity, session.authLevel, deps, library);
  const acted = !anonymous && run.evidenceOfSubject.some(({ factor }) => isAnAct(factor));
  const did = acted ? { acted } : {};
  return { kind: 'success', realm: run.realm, successUrl, tokenId, session, ...did, ...detailsFor(run, session.properties), ...cookies };
}

/** The end at Failure, and every end that is not a success. */
export async function finishFailure(run: Run, said: string | undefined, deps: EngineDeps, broken = false): Promise<Step> {
  const event = failureEvent(run, broken);
  if (run.revision > 0) {
    const noted = event === undefined ? undefined : deps.audit?.entry(event);
    await saveRun(run, { status: 'failed', key: '', sent: [], owners: [] }, deps, { noted });
    if (noted !== undefined) deps.audit?.written(noted, event?.claimed);
  } else if (event !== undefined) await deps.audit?.record(event);
  return failed(run, said, deps, broken);
}

async function failed(run: Run, said: string | undefined, deps: EngineDeps, broken: boolean): Promise<Step> {
  const wish = broken ? run.endWishes?.error : run.endWishes?.failure;
  const message = wish?.message ?? said ?? run.failureMessage;
  const details = readDetails(wish?.details);
  // A journey that is broken asked nobody for anything.
  if (!broken) await endUnprovedSession(run, deps);
  await notifyEnd(run, false, deps);
  return {
    kind: 'failure',
    realm: run.realm,
    sessionId: run.id,
    failureUrl: text(run, 'userGotoOnFailParam') ?? text(run, 'failureUrl') ?? '',
    ...(message === undefined ? {} : { message }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}

/** Whether somebody did something to prove it. What a browser remembers takes nothing, and neither does another server where the person is signed on already. */
function isAnAct(factor: Factor): boolean {
  return !factor.startsWith('remembered:') && !factor.startsWith('federated:');
}

function detailsFor(run: Run, properties: Readonly<Record<string, string>>): { readonly details?: Readonly<Record<string, Json>> } {
  const details = successDetailsOf(run.endWishes, properties);
  return Object.keys(details).length === 0 ? {} : { details };
}

async function signedOnIdentity(run: Run, deps: EngineDeps): Promise<Identity | undefined> {
  const { subject } = run;
  const refused = (code: string, message: string) => {
    deps.observer.fault({ ...observedRun(run), code, message, at: deps.now() });
    return undefined;
  };
  if (subject === undefined) {
    return refused('journey.no_subject', `The journey ${run.journey.document.name} came to Success without having identified anybody.`);
  }
  if (await devicesLost(run, deps)) return undefined;
  if (run.evidenceOfSubject.length === 0) {
    return refused('journey.no_evidence', `The journey ${run.journey.document.name} came to Success without a proof of who it is.`);
  }
  const identity = await deps.ports.identities.find(run.realm, subject.username);
  if (identity?.id !== subject.id || !identity.active) return undefined;
  return passwordsLost(run, identity, deps) ? undefined : identity;
}

/**
 * Who an anonymous session is for: nobody that could be found by the id. The name must be no person's, because applications that are told a name take it for whose it is.
 */
async function nobody(run: Run, name: string, deps: EngineDeps): Promise<Subject> {
  const taken = (await deps.ports.identities.find(run.realm, name)) !== undefined;
  // Somebody came by the name while the journey ran. With a slash it is no person's.
  return { id: `anonymous ${randomKey(12)}`, username: taken ? `${name}/anonymous` : name };
}

/** Whether the person came with a session of somebody that still lives: the browser keeps one cookie, and that must not become nobody's. */
async function isSignedOn(run: Run, deps: EngineDeps): Promise<boolean> {
  const old = run.upgrades === undefined ? undefined : await deps.signOnSessions.find(run.upgrades, deps.now());
  return old !== undefined && old.realm === run.realm && old.anonymous !== true;
}

async function upgradedSession(run: Run, identity: Subject, deps: EngineDeps): Promise<SignOnSession | undefined> {
  if (run.upgrades === undefined) return undefined;
  const old = await deps.signOnSessions.find(run.upgrades, deps.now());
  if (old?.realm !== run.realm) return undefined;
  return old.userId === identity.id || (run.upgradesAnonymous && old.anonymous === true) ? old : undefined;
}

function newSession(
  run: Run,
  identity: Subject & Pick<Partial<Identity>, 'passwordChangedAt'>,
  tokenId: string,
  upgraded: SignOnSession | undefined,
  settings: RealmSettings,
  now: number,
): SignOnSession {
  const { document } = run.journey;
  const userAgent = run.request.header('user-agent')[0]?.slice(0, 256);
  const { clientIp } = run.request;
  const kept = carriesOver(run, upgraded) ? upgraded : undefined;
  const logoutDetails = { ...kept?.logoutDetails, ...readDetails(run.endWishes?.logoutDetails) };
  // Whoever waits for the end of a session is told, whatever it was worth.
  const webhooks = [...new Set([...(upgraded?.webhooks ?? []), ...(run.endWishes?.webhooks ?? [])])];
  const isCurrent = (one: Evidence) => !isPasswordReplaced(one, identity.passwordChangedAt);
  // Neither does what a password was worth that was replaced since.
  const standing = kept?.evidence.every(isCurrent) === true ? kept : undefined;
  const evidence: readonly Evidence[] = [...(kept?.evidence ?? []), ...run.evidenceOfSubject].filter(isCurrent);
  return {
    id: hashKey(tokenId),
    // A session that was made stronger is still the one that its owner, and applications, know by this name.
    handle: upgraded?.handle ?? randomKey(16),
    realm: run.realm,
    userId: identity.id,
    username: identity.username,
    createdAt: now,
    lastAccessAt: now,
    maxIdleSeconds: (run.endWishes?.maxIdleMinutes ?? document.maximumIdleTime ?? settings.maxIdleMinutes) * 60,
    maxSessionSeconds:
      Math.min(
        run.endWishes?.maxSessionMinutes ?? document.maximumSessionTime ?? settings.maxSessionMinutes,
        run.offlineMinutes ?? Number.POSITIVE_INFINITY,
      ) * 60,
    authLevel: Math.max(levelOf(run), standing?.authLevel ?? 0),
    journeys: [...new Set([...(standing?.journeys ?? []), document.name])],
    evidence,
    properties: {
      ...kept?.properties,
      ...run.sessionProperties,
      ...(run.nodeTypes.size === 0 ? {} : { AuthType: [...run.nodeTypes].join('|') }),
      Service: document.name,
    },
    ...(run.offline === undefined ? {} : { offline: { ...run.offline, ...rehearsed(run) } }),
    ...(Object.keys(logoutDetails).length === 0 ? {} : { logoutDetails }),
    ...(webhooks.length === 0 ? {} : { webhooks }),
    ...(clientIp === undefined ? {} : { clientIp }),
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

/** Whether what a session was worth carries over: what it was offline not into one that is not, and what it was in a rehearsal into none but that of the same. */
function carriesOver({ offline, rehearsal }: Run, upgraded: SignOnSession | undefined): boolean {
  const before = upgraded?.offline;
  if (before === undefined) return true;
  return offline !== undefined && (before.rehearsal === undefined || before.rehearsal === rehearsal?.application);
}

/** Says what a session is good for that was made in a rehearsal. */
function rehearsed({ rehearsal }: Run): { readonly rehearsal?: string } {
  return rehearsal === undefined ? {} : { rehearsal: rehearsal.application };
}

/** Tells the nodes that want to know. The journey is over whatever they do, so a fault is reported and not thrown. */
async function notifyEnd(run: Run, success: boolean, deps: EngineDeps): Promise<void> {
  for (const { nodeId, type } of run.endHooks.values()) {
    try {
      await deps.catalogue.get(type)?.onJourneyEnd?.({ success, realm: run.realm, nodeId, subject: run.subject, ports: deps.ports });
    } catch (cause) {
      deps.observer.fault({
        ...observedRun(run),
        code: 'node.end_hook_threw',
        message: `${type} failed at the end of the journey.`,
        at: deps.now(),
        nodeId,
        cause,
      });
    }
  }
  deps.observer.ended({
    sessionId: run.id,
    realm: run.realm,
    journey: run.journey.document.name,
    versionId: run.frames[0]?.versionId ?? '',
    ...(run.preview === undefined ? {} : { preview: run.preview }),
    result: success ? 'succeeded' : 'failed',
    ...(run.subject === undefined ? claimedName(run) : { username: run.subject.username }),
    at: deps.now(),
    visits: run.steps,
  });
}

function levelOf(run: Run): number {
  const level = Number(run.state.get('authLevel') ?? 0);
  return Number.isFinite(level) ? level : 0;
}

function text(run: Run, name: string): string | undefined {
  const value = run.state.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function claimedName(run: Run): { claimed?: string } {
  const claimed = text(run, 'username');
  return claimed === undefined ? {} : { claimed };
}
