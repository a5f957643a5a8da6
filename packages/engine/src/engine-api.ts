import type { RequestFacts } from '@waygate/node-kit';
import type { Answer, Callback } from '@waygate/schema';
import type { SignOnSession } from './ports/sign-on-sessions.ts';
import type { Step } from './step.ts';

/** An outage that is rehearsed in one run. */
export interface Rehearsal {
  /** Id of the application that it is rehearsed for. */
  readonly application: string;
  /** Name of the provider that it finds away. */
  readonly provider: string;
  /** Id of the person who rehearses. The run ends where it identifies anybody else. */
  readonly userId: string;
}

export interface StartRequest {
  readonly realm: string;
  /** Undefined runs the realm's default journey. */
  readonly journey: string | undefined;
  readonly request: RequestFacts;
  /** The client's valid session in this realm, if it has one, and its token. */
  readonly existing?: {
    readonly session: SignOnSession;
    readonly tokenId: string;
    /** Whether the caller only names the session, as an address does that anybody can make: it may be made stronger, and is not given back. */
    readonly named?: boolean;
  };
  /** AM's `ForceAuth`: run although the session would do. */
  readonly force: boolean;
  /** AM's `noSession`: succeed without making a session. */
  readonly noSession: boolean;
  /** Runs one version, whether it is published or not, without making or upgrading a session; `ticket` names the try in what the engine tells of it. */
  readonly preview?: { readonly journey: string; readonly versionId: string; readonly ticket: string };
  /** Rehearses for this run alone that a provider cannot be reached. The session of a run that finds it so is good for that application only. */
  readonly rehearsal?: Rehearsal;
  /** Already validated redirect targets. */
  readonly goto?: string;
  readonly gotoOnFail?: string;
}

export interface SubmitRequest {
  /** Realm of the URL; it must be the session's own. */
  readonly realm: string;
  readonly sessionId: string;
  readonly key: string;
  /** Reads the posted answers against the callbacks that were sent. Throws kind `input`; then nothing has happened and the key stays good. */
  readonly decode: (sent: readonly Callback[]) => readonly Answer[];
  readonly request: RequestFacts;
}

/** A step that a client has, by its handle. */
export interface PresentRequest {
  readonly realm: string;
  readonly sessionId: string;
  readonly key: string;
}

export interface ResumeRequest {
  readonly realm: string;
  /** From the link that a suspending node handed out. */
  readonly suspendedId: string;
  readonly request: RequestFacts;
  /** Session of the browser that opened the link. The run goes on to make it stronger only if it is the one that the run began with. */
  readonly existing?: { readonly session: SignOnSession };
}

/**
 * Runs journeys.
 *
 * Errors, all WaygateError: `journey.not_found` (notFound: unknown, unpublished, disabled, inner only), `session.expired` (state: unknown, over or timed
 * out; a new journey may be started), `session.stale` (state: this step was answered already, or is being answered now), kind `input` for answers
 * that do not fit, `realm.mismatch` (input), kind `operational` when a part that is needed is down: then nothing has happened and the same submit can be repeated.
 */
export interface Engine {
  start(request: StartRequest): Promise<Step>;
  submit(request: SubmitRequest): Promise<Step>;
  /** Goes on with a suspended run, once, from any client. Anything but a good, unused, unexpired id is `session.expired`. */
  resume(request: ResumeRequest): Promise<Step>;
  /** Resolves when a run stands at this step, whose key is good; otherwise it is an error, as for a submit. Nothing runs and nothing is written. A step without a key only says that a run waits: it is good until the run is too old. */
  present(request: PresentRequest): Promise<void>;
}
