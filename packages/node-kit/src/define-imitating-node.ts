import type { JsonObject } from '@waygate/schema';
import type { z } from 'zod';
import { defineNode } from './define-node.ts';
import type { NodeContext } from './node-context.ts';
import type { Caution, NodeCategory, NodeType, Outcome } from './node-type.ts';

/** What is the same for every type that a node imitates, and how the configuration of that is made. */
export interface ImitatingNodeDefinition<C extends z.ZodObject> {
  readonly type: string;
  readonly displayName: string;
  readonly category: NodeCategory;
  readonly tags?: readonly string[];
  readonly icon: string;
  readonly summary: string;
  readonly config: C;
  readonly cautions?: (config: z.infer<C>) => readonly Caution[];
  /** State keys that `configure` may read. */
  readonly dynamicReads?: (config: z.infer<C>) => readonly string[];
  /** Member of the configuration that names the type to imitate. */
  readonly typeMember: string & keyof z.infer<C>;
  /** Outcome of a node whose configuration cannot be made, or cannot be used. */
  readonly failure: Outcome;
  /** @throws WaygateError of kind `authoring` when none comes of it */
  readonly configure: (context: Omit<NodeContext, 'config'> & { readonly config: z.infer<C> }) => Promise<JsonObject>;
}

/** Defines a type whose nodes run as another type, with a configuration that they make when they run. The engine runs the other type; see `NodeType.imitates`. */
export function defineImitatingNode<C extends z.ZodObject>(definition: ImitatingNodeDefinition<C>): NodeType {
  const { failure, typeMember, configure, type, displayName, category, tags, icon, summary, config, cautions, dynamicReads } = definition;
  const own = defineNode({
    type,
    displayName,
    category,
    icon,
    summary,
    config,
    openOutcomes: true,
    outcomes: { [failure.id]: failure.displayName } as Readonly<Record<string, string>>,
    ...(tags === undefined ? {} : { tags }),
    ...(cautions === undefined ? {} : { cautions }),
    ...(dynamicReads === undefined ? {} : { dynamicReads }),
    run: () => {
      throw new Error(`${type} is run by the engine, as the type that it imitates.`);
    },
  });
  const imitating: NodeType = {
    ...own,
    failure: failure.id,
    configureReads: own.dynamicReads,
    // The engine parses the configuration by the schema above, which is what makes the erased call safe.
    configure: configure as unknown as NonNullable<NodeType['configure']>,
  };
  return { ...imitating, link: (others) => linked(imitating, typeMember, failure, others) };
}

function linked(own: NodeType, typeMember: string, failure: Outcome, others: ReadonlyMap<string, NodeType>): NodeType {
  const made = new Map<string, NodeType>();
  const actingAs = (config: JsonObject): NodeType | undefined => {
    const named = config[typeMember];
    if (typeof named !== 'string' || named === '') return own;
    const known = made.get(named);
    if (known !== undefined) return known;
    const other = others.get(named);
    if (other === undefined || !mayBeImitated(other)) return undefined;
    const acting = actingType(own, other, failure);
    made.set(named, acting);
    return acting;
  };
  return { ...own, actingAs, outcomes: (config) => (actingAs(config) ?? own).outcomes(config) };
}

/** Whether other nodes can run as a type: its outcomes must be known whatever the configuration, and it must have a first version. */
export function mayBeImitated({ everyOutcome, kind, configure, version }: NodeType): boolean {
  return everyOutcome !== undefined && kind !== 'page' && configure === undefined && version === '1.0';
}

/** A node that runs as another type is that type to all who ask what it does, and its own to all who ask how it is configured. */
function actingType(own: NodeType, other: NodeType, failure: Outcome): NodeType {
  const outcomes = [...(other.everyOutcome ?? []), failure];
  // What it will read cannot be told while its configuration is not made, nor what a journey reads that is not chosen yet.
  const readsAny = other.readsFollowConfig || other.kind === 'inner';
  return {
    ...own,
    kind: other.kind,
    imitates: other,
    callbacks: other.callbacks,
    reads: other.reads,
    guards: other.guards,
    provides: other.provides,
    mayProvide: other.mayProvide,
    boundsLoops: other.boundsLoops,
    silentOutcomes: [failure.id],
    endsPage: other.endsPage,
    everyOutcome: outcomes,
    outcomes: () => outcomes,
    dynamicReads: (config) => (readsAny ? ['*'] : own.dynamicReads(config)),
    local: other.local,
    memory: other.memory,
  };
}
