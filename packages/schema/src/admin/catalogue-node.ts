import { z } from 'zod';
import { type JsonObject, jsonObject } from '../json.ts';

/** An outcome of a node: id and the text on its handle. */
export interface CatalogueOutcome {
  readonly id: string;
  readonly displayName: string;
}

/** A node type as the journey editor knows it: everything that it can draw, and nothing that runs. */
export interface CatalogueNode {
  readonly type: string;
  readonly version: string;
  readonly displayName: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Name of an icon. */
  readonly icon: string;
  readonly summary: string;
  /** A page holds other nodes; an inner node runs a journey; anything else is plain. */
  readonly kind: 'plain' | 'page' | 'inner';
  /** JSON Schema 2020-12 of the configuration; members `title`, `help`, `unit`, `field` and `options` say how its form looks. */
  readonly config: JsonObject;
  /** Configuration of a new node. */
  readonly defaults: JsonObject;
  /** Outcomes with the default configuration; a page has those of its last child. */
  readonly outcomes: readonly CatalogueOutcome[];
  /** State keys. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Factors that an outcome proves. */
  readonly provides: Readonly<Record<string, readonly string[]>>;
  /** Whether it may ask the person something; any other runs on by itself. */
  readonly interactive: boolean;
  /** Whether a loop through it ends by itself. */
  readonly boundsLoops: boolean;
  /** Whether nodes can run as this type that run as others; those name it in a member whose `field` is `node-type`. */
  readonly imitable?: boolean;
}

/** Asks for the outcomes of nodes as they are configured. */
export const outcomesRequest = z.object({
  nodes: z.array(z.object({ type: z.string().max(128), config: jsonObject })).max(2_000),
});
