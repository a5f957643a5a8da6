import { type CompiledJourney, TO_FAILURE, TO_SUCCESS } from '@waygate/graph';
import type { NodeType } from '@waygate/node-kit';
import { type Json, READ_SESSION_SHAPES, WaygateError } from '@waygate/schema';
import { advance, type Rest } from './advance.ts';
import type { Engine, PresentRequest, ResumeRequest, StartRequest, SubmitRequest } from './engine-api.ts';
import type { EngineDeps } from './engine-deps.ts';
import { JourneyLibrary } from './journey-library.ts';
import { nextState } from './lifecycle.ts';
import { lostWhileWaiting } from './lost-proofs.ts';
import { observedRun } from './observed-run.ts';
import { pinScripts } from './pin-scripts.ts';
import type { JourneySession } from './ports/journey-sessions.ts';
import type { RealmSettings } from './ports/realms.ts';
import { Run, type RunFrame, type SealedPart } from './run.ts';
import type { PageAnswers } from './run-page.ts';
import { sealContext, staleStep } from './save-run.ts';
import { hashKey, randomKey } from './session-key.ts';
import { settle } from './settle.ts';
import { noteBegun } from './sign-on-events.ts';
import type { Step } from './step.ts';

/** An answer that is being worked on in this process. */
interface Answering {
  /** Of the step. */
  readonly key: string;
  /** What was posted; absent where a run is resumed. */
  readonly request: SubmitRequest | undefined;
  /** What it answers, once that is read and the key was found good. */
  given?: PageAnswers;
  readonly step: Promise<Step>;
}

/** Makes the engine. It keeps no state of its own but compiled journeys and what is being answered in this process. */
export function createEngine(deps: EngineDeps): Engine {
  const library = new JourneyLibrary(deps.journeys, deps.catalogue, deps.values);
  const answering = new Map<string, Answering>();

  async function start(request: StartRequest): Promise<Step> {
    const settings = await activeRealm(request.realm, deps);
    const { preview } = request;
    const name = preview?.journey ?? request.journey ?? settings.defaultJourney;
    const versionId = preview?.versionId ?? (name === undefined ? undefined : await library.publishedVersion(request.realm, name));
    if (name === undefined || versionId === undefined) throw notFound();
    const journey = library.kept(request.realm, name, versionId) ?? (await library.load(request.realm, name, versionId));
    const { enabled, innerTreeOnly, transactionalOnly } = journey.document;
    if (preview === undefined && (!enabled || innerTreeOnly || transactionalOnly)) throw notFound();
    const done = alreadyDone(request, name, journey, settings);
    if (done !== undefined) return done;
    const pins = journey.inner.length === 0 ? {} : await library.pinInner(request.realm, journey);
    const scripts = await pinScripts(request.realm, journey, pins, deps, library);
    const run = newRun(request, journey, versionId, { pins, scripts }, settings, deps.now());
    deps.audit?.about({ run: run.id });
    prepareLink(run, settings, deps);
    run.existingSession = () => callerSession(run);
    const rest: Rest =
      journey.entry === TO_SUCCESS || journey.entry === TO_FAILURE
        ? { kind: journey.entry === TO_SUCCESS ? 'success' : 'failure' }
        : await advance(run, { sent: [], owners: [], answers: [] }, deps, library);
    deps.observer.started?.(observedRun(run));
    noteBegun(run, deps);
    return settle(run, rest, settings, deps, library);
  }

  async function submit(request: SubmitRequest): Promise<Step> {
    const { sessionId, realm, key } = request;
    const running = answering.get(sessionId);
    if (running !== undefined && isSamePoll(running, request)) return running.step;
    if (running !== undefined && running.key !== key) await overtaken(running, request);
    return claimed(sessionId, key, request, async (given) => {
      const session = await deps.journeySessions.load(sessionId);
      const waiting = waitingStep(session, realm, key, deps.now());
      if (waiting !== undefined) return waiting;
      checkSubmit(session, realm, key, deps.now());
      const answers = request.decode(session.sent);
      return goOn(session, given({ sent: session.sent, owners: session.owners, answers }), request.request);
    });
  }

  function resume(request: ResumeRequest): Promise<Step> {
    const [sessionId = '', key = ''] = request.suspendedId.split('.');
    return claimed(sessionId, key, undefined, async () => {
      const session = await deps.journeySessions.load(sessionId);
      checkResume(session, request.realm, key, deps.now());
      return goOn(session, { sent: [], owners: [], answers: [] }, request.request, { caller: request.existing?.session.id });
    });
  }

  async function present({ sessionId, realm, key }: PresentRequest): Promise<void> {
    const session = await deps.journeySessions.load(sessionId);
    if (key !== '') return checkSubmit(session, realm, key, deps.now());
    if (session === undefined || session.realm !== realm || session.expiresAt <= deps.now()) throw expired();
  }

  /** The session that the person came with. What was made in a rehearsal tells nothing to another sign-on. */
  async function callerSession({ upgrades, rehearsal }: Run) {
    const session = upgrades === undefined ? undefined : await deps.signOnSessions.find(upgrades, deps.now());
    const rehearsed = session?.offline?.rehearsal;
    return rehearsed === undefined || rehearsed === rehearsal?.application ? session : undefined;
  }

  async function goOn(session: JourneySession, given: PageAnswers, request: StartRequest['request'], resumed?: Resumed): Promise<Step> {
    const settings = await activeRealm(session.realm, deps);
    const frames = await Promise.all(session.frames.map((frame) => loadFrame(session.realm, frame, library)));
    const run = new Run(session, frames, openSealed(session, deps), request);
    deps.audit?.about({ run: run.id });
    run.answers = given.answers;
    if (resumed !== undefined) {
      run.resumed = true;
      forgetOthers(run, resumed);
      // The link had its own time; the person who came by it has that of any sign-on.
      run.expiresAt = expiryOf(run.journey, settings, deps.now());
    }
    prepareLink(run, settings, deps);
    run.existingSession = () => callerSession(run);
    const rest: Rest = (await lostWhileWaiting(run, deps)) ? { kind: 'failure' } : await advance(run, given, deps, library);
    return settle(run, rest, settings, deps, library);
  }

  /**
   * Waits for the end of an answer to another step than the one that is brought, when the one that is brought is the step where the session stands: another process has led
   * on to it meanwhile, and what is still being worked on here comes to nothing.
   * @throws WaygateError when the session does not stand there
   */
  async function overtaken(running: Answering, { sessionId, realm, key }: SubmitRequest): Promise<void> {
    checkSubmit(await deps.journeySessions.load(sessionId), realm, key, deps.now());
    await running.step.catch(() => undefined);
  }

  /** Of two requests for one session in this process only one runs nodes; between processes the compare-and-set decides. */
  async function claimed(
    sessionId: string,
    key: string,
    request: SubmitRequest | undefined,
    work: (given: (answers: PageAnswers) => PageAnswers) => Promise<Step>,
  ): Promise<Step> {
    if (answering.has(sessionId)) throw staleStep();
    const { promise, resolve, reject } = Promise.withResolvers<Step>();
    // Most answers are waited for by nobody else.
    promise.catch(() => undefined);
    const mine: Answering = { key, request, step: promise };
    answering.set(sessionId, mine);
    try {
      const step = await work((answers) => {
        mine.given = answers;
        return answers;
      });
      resolve(step);
      return step;
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      answering.delete(sessionId);
    }
  }

  return { start, submit, resume, present };
}

/**
 * Whether a client only asks again, word for word, while its last question is still being answered: pages that poll by the clock do that when an answer takes
 * longer than they wait. It gets the answer of the first, so nothing happens twice. Anything but a poll, and any poll that was answered, is stale.
 */
function isSamePoll({ request: first, given }: Answering, request: SubmitRequest): boolean {
  if (given === undefined || first?.key !== request.key || first.realm !== request.realm) return false;
  if (given.sent.every(({ type }) => type !== 'PollingWaitCallback')) return false;
  return JSON.stringify(request.decode(given.sent)) === JSON.stringify(given.answers);
}

/** A step without a key only says that a run is suspended. Posted back it says so again, as in AM, and no more. */
function waitingStep(session: JourneySession | undefined, realm: string, key: string, now: number): Step | undefined {
  if (key !== '' || session?.status !== 'suspended' || session.realm !== realm || session.expiresAt <= now) return undefined;
  const { id, expiresAt, frames, sent } = session;
  return { kind: 'suspended', handle: { sessionId: id, key, journey: frames[0]?.journey ?? '', realm, expiresAt }, callbacks: sent };
}

function prepareLink(run: Run, { suspendedMinutes }: RealmSettings, { resumeLink }: EngineDeps): void {
  run.suspendedMinutes = suspendedMinutes;
  run.resumeLink = () => {
    run.linkKey ??= randomKey();
    return resumeLink(run.realm, run.journey.document.name, `${run.id}.${run.linkKey}`);
  };
}

/** Who came by a link. */
interface Resumed {
  /** Id of the session of their browser. */
  readonly caller: string | undefined;
}

/**
 * Whoever opens a link may be somebody else than who began: they read a mailbox and have proved nothing more. The session of the one who began, and what another
 * server said of them, are not theirs.
 */
function forgetOthers(run: Run, { caller }: Resumed): void {
  if (run.upgrades !== caller) run.upgrades = undefined;
  run.vouched.length = 0;
}

/** When a sign-on ends by itself that goes on now, epoch milliseconds. */
function expiryOf({ document }: CompiledJourney<NodeType>, settings: RealmSettings, now: number): number {
  return now + (document.treeTimeout ?? settings.journeyMinutes) * 60_000;
}

function checkSubmit(session: JourneySession | undefined, realm: string, key: string, now: number): asserts session is JourneySession {
  if (session === undefined || session.expiresAt <= now || !READ_SESSION_SHAPES.has(session.shape)) throw expired();
  if (session.realm !== realm) throw new WaygateError('input', 'realm.mismatch', 'This step belongs to another realm.');
  const next = nextState(session.status, 'submitted');
  if (next === undefined) throw session.status === 'suspended' ? staleStep() : expired();
  if (session.keyHash !== hashKey(key)) throw staleStep();
}

function checkResume(session: JourneySession | undefined, realm: string, key: string, now: number): asserts session is JourneySession {
  if (session === undefined || session.expiresAt <= now || session.realm !== realm || !READ_SESSION_SHAPES.has(session.shape))
    throw expired();
  if (nextState(session.status, 'resumed') === undefined || session.keyHash !== hashKey(key)) throw expired();
}

async function activeRealm(path: string, deps: EngineDeps): Promise<RealmSettings> {
  const settings = await deps.realms.settings(path);
  if (settings?.active !== true) throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  return settings;
}

/** A session that has completed the journey, or any session of somebody when none was named, is success at once (AM), unless told otherwise. */
function alreadyDone(request: StartRequest, name: string, journey: CompiledJourney<NodeType>, settings: RealmSettings): Step | undefined {
  const { existing } = request;
  if (
    existing === undefined ||
    existing.named === true ||
    request.preview !== undefined ||
    request.force ||
    request.rehearsal !== undefined ||
    journey.document.mustRun ||
    // What was made offline is no answer to whoever asks for a sign-on.
    existing.session.offline !== undefined ||
    existing.session.realm !== request.realm
  )
    return undefined;
  const { anonymous = false, journeys } = existing.session;
  if ((request.journey !== undefined || anonymous) && !journeys.includes(name)) return undefined;
  return {
    kind: 'success',
    realm: request.realm,
    successUrl: request.goto ?? settings.successUrl,
    tokenId: existing.tokenId,
    session: existing.session,
  };
}

function newRun(
  request: StartRequest,
  journey: CompiledJourney<NodeType>,
  versionId: string,
  { pins, scripts }: Pick<JourneySession, 'pins'> & Required<Pick<JourneySession, 'scripts'>>,
  settings: RealmSettings,
  now: number,
): Run {
  const { existing } = request;
  const shared: Record<string, Json> = { realm: request.realm, authLevel: 0 };
  if (request.goto !== undefined) shared['userGotoParam'] = request.goto;
  if (request.gotoOnFail !== undefined) shared['userGotoOnFailParam'] = request.gotoOnFail;
  const session: JourneySession = {
    id: randomKey(18),
    realm: request.realm,
    revision: 0,
    status: 'running',
    keyHash: '',
    createdAt: now,
    expiresAt: expiryOf(journey, settings, now),
    frames: [],
    pins,
    scripts,
    sent: [],
    owners: [],
    shared,
    evidence: [],
    nodeTypes: [],
    sessionProperties: {},
    endHooks: [],
    steps: 0,
    noSession: request.noSession || journey.document.noSession || request.preview !== undefined,
    ...(existing?.session.realm === request.realm && request.preview === undefined ? { upgrades: existing.session.id } : {}),
    ...(request.rehearsal === undefined ? {} : { rehearsal: request.rehearsal }),
    ...(request.preview === undefined ? {} : { preview: request.preview.ticket }),
  };
  return new Run(session, [{ journey, versionId, index: journey.entry }], undefined, request.request);
}

async function loadFrame(realm: string, frame: JourneySession['frames'][number], library: JourneyLibrary): Promise<RunFrame> {
  const journey = library.kept(realm, frame.journey, frame.versionId) ?? (await library.load(realm, frame.journey, frame.versionId));
  const index = journey.indexOf.get(frame.nodeId);
  if (index === undefined)
    throw new WaygateError('unexpected', 'session.node_missing', 'The session stands at a node that its version lacks.');
  return { journey, versionId: frame.versionId, index };
}

function openSealed(session: JourneySession, deps: EngineDeps): SealedPart | undefined {
  if (session.sealed === undefined) return undefined;
  return JSON.parse(deps.sealer.open(sealContext(session.realm, session.id), session.sealed)) as SealedPart;
}

function notFound(): WaygateError {
  return new WaygateError('notFound', 'journey.not_found', 'No Configuration found');
}

function expired(): WaygateError {
  return new WaygateError('state', 'session.expired', 'Session has timed out');
}
