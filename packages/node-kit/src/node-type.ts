import type { CallbackType, JsonObject, LocalizedText } from '@waygate/schema';
import type { z } from 'zod';
import type { Action } from './action.ts';
import type { Factor } from './evidence.ts';
import type { GuardedKey } from './guarded-key.ts';
import type { NodeContext, RequestFacts } from './node-context.ts';
import type { Subject } from './ports/identity-port.ts';
import type { NodePorts } from './ports/node-ports.ts';
import type { ResponseCookie } from './response-cookie.ts';
import type { StateKey } from './state-key.ts';

/** Where the palette shows a node (AM's tags decide it there). */
export type NodeCategory =
  | 'basic-authentication'
  | 'mfa'
  | 'risk'
  | 'behavioral'
  | 'contextual'
  | 'federation'
  | 'identity-management'
  | 'utilities';

export interface Outcome {
  readonly id: string;
  readonly displayName: string;
}

/** A warning about a configuration that is allowed all the same. */
export interface Caution {
  /** Member that it is about. */
  readonly path: string;
  /** Names it, for translations. */
  readonly code: string;
  /** A sentence in English. */
  readonly text: string;
}

/** What a node type that wants to know of the journey's end is told. */
export interface JourneyEnd {
  readonly success: boolean;
  readonly realm: string;
  readonly nodeId: string;
  readonly subject: Subject | undefined;
  readonly ports: NodePorts;
}

/** What a node that has something to add to a successful end is told. */
export interface JourneySuccess<Config = unknown> {
  readonly config: Config;
  readonly realm: string;
  /** Journey that the person signed on with: the outermost one. */
  readonly journey: string;
  readonly nodeId: string;
  /** Outcome that the node took last. */
  readonly outcome: string;
  /** Who signs on. */
  readonly subject: Subject;
  readonly authLevel: number;
  /** The request that the journey ended with. */
  readonly request: RequestFacts;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly ports: NodePorts;
}

/** A node type as the engine, the catalogue and the checks see it: the definition with its types erased. */
export interface NodeType {
  readonly type: string;
  readonly version: string;
  readonly displayName: string;
  readonly category: NodeCategory;
  readonly tags: readonly string[];
  readonly icon: string;
  readonly summary: string;
  /** `page` and `inner` are run by the engine itself and have no `run` of their own. */
  readonly kind: 'plain' | 'page' | 'inner';
  readonly config: z.ZodObject;
  /** Members of the configuration that hold texts by language. */
  readonly localizedFields: readonly string[];
  /** Members of the configuration that are secret: they leave the server as placeholders only. */
  readonly secrets: readonly string[];
  /** Members of the configuration that name a script of the realm by its id: a run is pinned to what the script is when it begins. */
  readonly scripts: readonly string[];
  /** Members of the configuration that name an e-mail template of the realm. */
  readonly emailTemplates: readonly string[];
  /** Callbacks that the node may send; none means that it runs on without the client. */
  readonly callbacks: readonly CallbackType[];
  readonly reads: readonly StateKey[];
  readonly writes: readonly StateKey[];
  /** What it reads and writes beyond the reach of scripts. */
  readonly guards: readonly GuardedKey[];
  readonly provides: Readonly<Record<string, readonly Factor[]>>;
  readonly mayProvide: Readonly<Record<string, readonly Factor[]>>;
  readonly texts: Readonly<Record<string, LocalizedText>>;
  /** Whether a loop through this node ends by itself. */
  readonly boundsLoops: boolean;
  /** Outcomes with which a page that the node is last on is done at once. */
  readonly endsPage: readonly string[];
  /**
   * Outcomes with this config, in the order of the handles. For a page they are those of its last child and are computed by the caller.
   * @param config parsed by `config`
   */
  outcomes(config: JsonObject): readonly Outcome[];
  /** What an author should know of a configuration that is allowed all the same. */
  cautions(config: JsonObject): readonly Caution[];
  dynamicReads(config: JsonObject): readonly string[];
  dynamicWrites(config: JsonObject): readonly string[];
  run(context: NodeContext): Action | Promise<Action>;
  onJourneyEnd?(end: JourneyEnd): Promise<void>;
  onSuccess?(success: JourneySuccess): readonly ResponseCookie[];
  /** Every outcome that a node of the type can have, whatever its configuration; undefined where authors name them, and for pages. */
  readonly everyOutcome: readonly Outcome[] | undefined;
  /** Whether what it reads can depend on its configuration. */
  readonly readsFollowConfig: boolean;
  /** Members of the configuration that are Waygate's own and lead to outcomes that `everyOutcome` has not: nodes that run as the type go without them. */
  readonly ownMembers?: readonly string[];
  /** Outcomes that are taken without having asked, whatever the node asks otherwise. */
  readonly silentOutcomes?: readonly string[];
  /** For a type that runs as others: the same, told which others there are. Called once, by `makeCatalogue`. */
  link?(others: ReadonlyMap<string, NodeType>): NodeType;
  /**
   * For a type that runs as others: what a node with this configuration is, which has `imitates` unless no type is chosen.
   * @param config as it stands in the journey
   * @returns undefined when the type that it names cannot be imitated
   */
  actingAs?(config: JsonObject): NodeType | undefined;
  /** The type that nodes of this one run as. */
  readonly imitates?: NodeType;
  /** For a type that runs as others: outcome of a node whose configuration cannot be made, or cannot be used. */
  readonly failure?: string;
  /** State keys that `configure` may read; `*` stands for every key. @param config parsed by `config` */
  configureReads?(config: JsonObject): readonly string[];
  /** Makes the configuration that the imitated type runs with. What is wrong with it, the engine tells. @throws WaygateError of kind `authoring` when none comes of it */
  configure?(context: NodeContext): Promise<JsonObject>;
  readonly local: z.ZodType | undefined;
  readonly memory: z.ZodType | undefined;
}
