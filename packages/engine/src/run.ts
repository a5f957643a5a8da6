import type { CompiledJourney, CompiledNode } from '@waygate/graph';
import type { EndWishes, Evidence, NodeType, RequestFacts, ResponseCookie, Subject, Vouched } from '@waygate/node-kit';
import type { Answer, Json } from '@waygate/schema';
import { JourneyState } from './journey-state.ts';
import type { EndHook, JourneySession } from './ports/journey-sessions.ts';
import type { SignOnSession } from './ports/sign-on-sessions.ts';

/** A frame of a run with its journey at hand. */
export interface RunFrame {
  readonly journey: CompiledJourney<NodeType>;
  readonly versionId: string;
  /** Index of the current node. */
  index: number;
}

/** Values that are sealed at rest: secure state, the nodes' own scratch, and what they leave each other. */
export interface SealedPart {
  readonly secure: Record<string, Json>;
  readonly local: Record<string, Json>;
  readonly memory: Record<string, Json>;
  /** Absent when the nodes have left each other nothing. */
  readonly guarded?: Record<string, Json>;
  /** Absent when nobody vouched for anybody. */
  readonly vouched?: readonly Vouched[];
}

/** The working copy of a session during one request. Nothing of it is visible to anybody until it is saved. */
export class Run {
  readonly id: string;
  readonly realm: string;
  readonly revision: number;
  readonly createdAt: number;
  expiresAt: number;
  readonly frames: RunFrame[];
  /** Versions of the journeys that run inside, by name. What is chosen on the way is pinned when it is chosen. */
  readonly pins: Record<string, string>;
  /** Revisions of scripts, by id; as with the journeys. */
  readonly scripts: Record<string, string>;
  readonly state: JourneyState;
  readonly local: Map<string, Json>;
  readonly memory: Map<string, Json>;
  /** What nodes leave each other beyond the reach of scripts, by the name of its key. */
  readonly guarded: Map<string, Json>;
  subject: Subject | undefined;
  readonly evidence: Evidence[];
  readonly vouched: Vouched[];
  /** When the person chose a new password in this request, epoch milliseconds. */
  passwordChosenAt: number | undefined;
  /** Whose password was found right in this request, or was chosen in it, and when it was set: epoch milliseconds, 0 for the first. */
  rightPassword: { readonly of: string; readonly setAt: number } | undefined;
  /** Whether the person who proved a password could not sign on when the run began to wait. */
  inactive: boolean;
  /** Name of the session that is nobody's, when the journey may succeed with one. */
  anonymous: string | undefined;
  /** Whether the session that the person came with ends with this run, if it is nobody's. */
  upgradesAnonymous: boolean;
  /** Cookies of this request, by what browsers tell them apart by. */
  readonly cookies = new Map<string, ResponseCookie>();
  readonly nodeTypes: Set<string>;
  readonly sessionProperties: Record<string, string>;
  failureMessage: string | undefined;
  endWishes: EndWishes | undefined;
  /** By node id. */
  readonly endHooks: Map<string, EndHook>;
  /** What the sign-on does without, once a node has said that it does. */
  offline: SignOnSession['offline'];
  /** How long the session of such a sign-on may last, minutes. */
  offlineMinutes: number | undefined;
  steps: number;
  /** Nodes run in this request. */
  visits = 0;
  /** What the client answered in this request. */
  answers: readonly Answer[] = [];
  /** Whether a link brought the person back, as long as the node that sent it has not run again. */
  resumed = false;
  /** One-time key of the link of the next suspension, once somebody has asked for the link. */
  linkKey: string | undefined;
  /** Address by which this run is gone on with after the next suspension. A secret until it is used. */
  resumeLink: () => string = () => '';
  /** How long a suspension lasts whose node does not say, minutes. */
  suspendedMinutes = 5;
  /** The session that the person came with. */
  existingSession: () => Promise<SignOnSession | undefined> = async () => undefined;
  upgrades: string | undefined;
  readonly noSession: boolean;
  /** An outage that is rehearsed in this run alone. */
  readonly rehearsal: JourneySession['rehearsal'];
  readonly preview: string | undefined;
  readonly request: RequestFacts;

  constructor(session: JourneySession, frames: RunFrame[], sealed: SealedPart | undefined, request: RequestFacts) {
    this.id = session.id;
    this.realm = session.realm;
    this.revision = session.revision;
    this.createdAt = session.createdAt;
    this.expiresAt = session.expiresAt;
    this.frames = frames;
    this.pins = { ...session.pins };
    this.scripts = { ...session.scripts };
    this.state = new JourneyState(session.shared, sealed?.secure ?? {});
    this.local = new Map(Object.entries(sealed?.local ?? {}));
    this.memory = new Map(Object.entries(sealed?.memory ?? {}));
    this.guarded = new Map(Object.entries(sealed?.guarded ?? {}));
    this.subject = session.subject;
    this.evidence = [...session.evidence];
    this.vouched = [...(sealed?.vouched ?? [])];
    this.inactive = session.inactive ?? false;
    this.anonymous = session.anonymous;
    this.upgradesAnonymous = session.upgradesAnonymous ?? false;
    this.nodeTypes = new Set(session.nodeTypes);
    this.sessionProperties = { ...session.sessionProperties };
    this.failureMessage = session.failureMessage;
    this.endWishes = session.endWishes;
    this.endHooks = new Map(session.endHooks.map((hook) => [hook.nodeId, hook]));
    if (session.offline !== undefined) {
      const { sessionMinutes, ...offline } = session.offline;
      this.offline = offline;
      this.offlineMinutes = sessionMinutes;
    }
    this.steps = session.steps;
    this.upgrades = session.upgrades;
    this.noSession = session.noSession;
    this.rehearsal = session.rehearsal;
    this.preview = session.preview;
    this.request = request;
  }

  /** The innermost journey's frame. */
  get frame(): RunFrame {
    const frame = this.frames.at(-1);
    if (frame === undefined) throw new Error('A run without a frame.');
    return frame;
  }

  /** The outermost journey, whose name the run carries. */
  get journey(): CompiledJourney<NodeType> {
    const frame = this.frames[0];
    if (frame === undefined) throw new Error('A run without a frame.');
    return frame.journey;
  }

  /** The node that the run stands at. */
  get node(): CompiledNode<NodeType> {
    const { journey, index } = this.frame;
    const node = journey.nodes[index];
    if (node === undefined) throw new Error('A run that stands at no node.');
    return node;
  }

  /** Evidence that counts for whoever is identified now; what was proved for somebody else does not. */
  get evidenceOfSubject(): readonly Evidence[] {
    const id = this.subject?.id;
    return this.evidence.filter((evidence) => evidence.subjectId === id);
  }
}
