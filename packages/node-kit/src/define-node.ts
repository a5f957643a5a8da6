import type { CallbackType, JsonObject, LocalizedText } from '@waygate/schema';
import type { z } from 'zod';
import type { Action } from './action.ts';
import type { Factor } from './evidence.ts';
import type { GuardedKey } from './guarded-key.ts';
import type { NodeContext } from './node-context.ts';
import type { Caution, JourneyEnd, JourneySuccess, NodeCategory, NodeType, Outcome } from './node-type.ts';
import type { ResponseCookie } from './response-cookie.ts';
import { scriptMembersOf, secretMembersOf, templateMembersOf } from './secret-members.ts';
import type { StateKey } from './state-key.ts';

/** What an author writes. Everything in `run` is typed from the other members: no annotation, no cast. */
export interface NodeDefinition<
  C extends z.ZodObject,
  O extends string,
  R extends StateKey,
  W extends StateKey,
  L extends z.ZodType,
  M extends z.ZodType,
  T extends string,
  G extends GuardedKey = never,
> {
  /** AM's type id; public API, never changes. */
  readonly type: string;
  /** Version of the type, `1.0` unless AM has several. */
  readonly version?: string;
  readonly displayName: string;
  readonly category: NodeCategory;
  readonly tags?: readonly string[];
  readonly icon: string;
  readonly summary: string;
  readonly config: C;
  /** Every outcome the node can have: id and the text on its handle. */
  readonly outcomes: Readonly<Record<O, string>>;
  /** Whether authors can name outcomes that are not among those. */
  readonly openOutcomes?: boolean;
  /** The outcomes with a given config, when not always all. */
  readonly activeOutcomes?: (config: z.infer<C>) => readonly O[];
  /** Texts on the handles that the author chose, in the place of those above. */
  readonly outcomeNames?: (config: z.infer<C>) => Readonly<Partial<Record<O, string>>>;
  /** What an author should know of a configuration that is allowed all the same. */
  readonly cautions?: (config: z.infer<C>) => readonly Caution[];
  readonly callbacks?: readonly CallbackType[];
  readonly reads?: readonly R[];
  readonly writes?: readonly W[];
  /** What it reads and writes of what nodes leave each other beyond the reach of scripts. */
  readonly guards?: readonly G[];
  readonly dynamicReads?: (config: z.infer<C>) => readonly string[];
  readonly dynamicWrites?: (config: z.infer<C>) => readonly string[];
  /** What an outcome proves, always. */
  readonly provides?: { readonly [K in O]?: readonly Factor[] };
  /** What an outcome can prove besides, as the run says (`proves`). Whoever asks what a route is worth counts on `provides` alone. */
  readonly mayProvide?: { readonly [K in O]?: readonly Factor[] };
  /** The node's own texts by key and language; `en` is required. */
  readonly texts?: Readonly<Record<T, LocalizedText & { readonly en: string }>>;
  readonly local?: L;
  readonly memory?: M;
  readonly boundsLoops?: boolean;
  /** Outcomes with which a page that the node is last on is done at once: what else was asked there is of no use then (AM). */
  readonly endsPage?: readonly O[];
  readonly run: (context: NodeContext<z.infer<C>, O, R, W, z.infer<L>, z.infer<M>, T, G>) => Action | Promise<Action>;
  readonly onJourneyEnd?: (end: JourneyEnd) => Promise<void>;
  /** Cookies that the client is given when the journey has succeeded, if the node was passed. Not called for a preview. */
  readonly onSuccess?: (success: JourneySuccess<z.infer<C>>) => readonly ResponseCookie[];
}

/** Makes a node type out of its definition. See docs/add-a-node.md. */
export function defineNode<
  C extends z.ZodObject,
  const O extends string,
  R extends StateKey = never,
  W extends StateKey = never,
  L extends z.ZodType = z.ZodUndefined,
  M extends z.ZodType = z.ZodUndefined,
  const T extends string = never,
  G extends GuardedKey = never,
>(definition: NodeDefinition<C, O, R, W, L, M, T, G>): NodeType {
  const { run, activeOutcomes, outcomeNames, cautions, dynamicReads, dynamicWrites, onJourneyEnd, onSuccess } = definition;
  // An outcome that an author names is called what it is.
  const outcome = (config: z.infer<C>) => {
    const names = outcomeNames?.(config);
    return (id: O) => ({ id, displayName: names?.[id] ?? definition.outcomes[id] ?? id });
  };
  return {
    ...shared(definition),
    kind: 'plain',
    provides: (definition.provides ?? {}) as Record<string, readonly Factor[]>,
    mayProvide: (definition.mayProvide ?? {}) as Record<string, readonly Factor[]>,
    local: definition.local,
    memory: definition.memory,
    boundsLoops: definition.boundsLoops ?? false,
    endsPage: definition.endsPage ?? [],
    everyOutcome: definition.openOutcomes === true ? undefined : listed(definition.outcomes),
    readsFollowConfig: dynamicReads !== undefined,
    outcomes: (config) =>
      (activeOutcomes?.(config as z.infer<C>) ?? (Object.keys(definition.outcomes) as O[])).map(outcome(config as z.infer<C>)),
    cautions: (config) => cautions?.(config as z.infer<C>) ?? [],
    dynamicReads: (config) => dynamicReads?.(config as z.infer<C>) ?? [],
    dynamicWrites: (config) => dynamicWrites?.(config as z.infer<C>) ?? [],
    // The engine parses config, state and scratch by the schemas above, which is what makes the erased call safe.
    run: run as unknown as NodeType['run'],
    ...(onJourneyEnd === undefined ? {} : { onJourneyEnd }),
    ...(onSuccess === undefined ? {} : { onSuccess: (success) => onSuccess({ ...success, config: success.config as z.infer<C> }) }),
  };
}

/** Describes a node that the engine runs itself: the page and the inner journey. */
export interface EngineNodeDefinition<C extends z.ZodObject> {
  readonly type: string;
  readonly version?: string;
  readonly displayName: string;
  readonly category: NodeCategory;
  readonly tags?: readonly string[];
  readonly icon: string;
  readonly summary: string;
  readonly kind: 'page' | 'inner';
  readonly config: C;
  readonly outcomes: (config: z.infer<C>) => Readonly<Record<string, string>>;
  /** Every outcome there can be: id and the text on its handle; undefined when that cannot be told. */
  readonly everyOutcome?: Readonly<Record<string, string>>;
}

export function defineEngineNode<C extends z.ZodObject>(definition: EngineNodeDefinition<C>): NodeType {
  return {
    ...shared(definition),
    kind: definition.kind,
    provides: {},
    mayProvide: {},
    local: undefined,
    memory: undefined,
    boundsLoops: false,
    endsPage: [],
    everyOutcome: definition.everyOutcome === undefined ? undefined : listed(definition.everyOutcome),
    readsFollowConfig: false,
    outcomes: (config: JsonObject) =>
      Object.entries(definition.outcomes(config as z.infer<C>)).map(([id, displayName]) => ({ id, displayName })),
    cautions: () => [],
    dynamicReads: () => [],
    dynamicWrites: () => [],
    run: () => {
      throw new Error(`${definition.type} is run by the engine.`);
    },
  };
}

function listed(outcomes: Readonly<Record<string, string>>): readonly Outcome[] {
  return Object.entries(outcomes).map(([id, displayName]) => ({ id, displayName }));
}

interface Common {
  readonly type: string;
  readonly version?: string;
  readonly displayName: string;
  readonly category: NodeCategory;
  readonly tags?: readonly string[];
  readonly icon: string;
  readonly summary: string;
  readonly config: z.ZodObject;
  readonly callbacks?: readonly CallbackType[];
  readonly reads?: readonly StateKey[];
  readonly writes?: readonly StateKey[];
  readonly guards?: readonly GuardedKey[];
  readonly texts?: Readonly<Record<string, LocalizedText>>;
}

function shared(definition: Common) {
  return {
    type: definition.type,
    version: definition.version ?? '1.0',
    displayName: definition.displayName,
    category: definition.category,
    tags: definition.tags ?? [],
    icon: definition.icon,
    summary: definition.summary,
    config: definition.config,
    localizedFields: Object.entries(definition.config.shape).flatMap(([key, member]) =>
      (member as z.ZodType).meta()?.['field'] === 'localized' ? [key] : [],
    ),
    secrets: secretMembersOf(definition.config),
    scripts: scriptMembersOf(definition.config),
    emailTemplates: templateMembersOf(definition.config),
    callbacks: definition.callbacks ?? [],
    reads: definition.reads ?? [],
    writes: definition.writes ?? [],
    guards: definition.guards ?? [],
    texts: definition.texts ?? {},
  };
}
