import type { JsonObject } from '@waygate/schema';

/** What the graph needs to know of a node type; every node type of the kit is one. */
export interface NodeFacts {
  readonly type: string;
  readonly version: string;
  readonly displayName: string;
  readonly kind: 'plain' | 'page' | 'inner';
  /** Parses a node's configuration and fills in defaults. */
  readonly config: { safeParse(value: unknown): ParseResult };
  /** Members of the configuration that are secret. */
  readonly secrets: readonly string[];
  /** Members of the configuration that name a script of the realm. */
  readonly scripts: readonly string[];
  /** Members of the configuration that name an e-mail template of the realm. */
  readonly emailTemplates: readonly string[];
  /** Callbacks it may send; a node without any runs on by itself. */
  readonly callbacks: readonly string[];
  readonly reads: readonly { readonly name: string }[];
  /** Members of the configuration that hold texts by language. */
  readonly localizedFields: readonly string[];
  /** What outcomes prove, always and besides. */
  readonly provides?: Readonly<Record<string, readonly string[]>>;
  readonly mayProvide?: Readonly<Record<string, readonly string[]>>;
  /** Whether a loop through the node ends by itself. */
  readonly boundsLoops: boolean;
  /** Members of the configuration that are Waygate's own. */
  readonly ownMembers?: readonly string[];
  /** Outcomes that are taken without having asked, whatever the node asks otherwise. */
  readonly silentOutcomes?: readonly string[];
  /** For a type that runs as others: what a node with this configuration is; undefined when it names one that it cannot run as. */
  actingAs?(config: JsonObject): this | undefined;
  /** The type that nodes of this one run as. */
  readonly imitates?: NodeFacts;
  outcomes(config: JsonObject): readonly { readonly id: string; readonly displayName: string }[];
  /** What an author should know of a configuration that is allowed all the same. */
  cautions?(config: JsonObject): readonly { readonly path: string; readonly code: string; readonly text: string }[];
  dynamicReads(config: JsonObject): readonly string[];
}

type ParseResult =
  | { readonly success: true; readonly data: unknown }
  | {
      readonly success: false;
      readonly error: { readonly issues: readonly ParseIssue[] };
    };

interface ParseIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly expected?: string;
  readonly format?: string;
  readonly origin?: string;
}

/** Node types by id. */
export type NodeFactsById<T extends NodeFacts> = ReadonlyMap<string, T>;
