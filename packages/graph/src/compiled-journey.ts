import type { JourneyDocument, JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';

/** Where an outcome leads instead of a node. */
export const TO_SUCCESS = -1;
export const TO_FAILURE = -2;

/** A node ready to run: its type, its configuration with defaults filled in and secrets open, and its connections as indexes. */
export interface CompiledNode<T extends NodeFacts> {
  readonly id: string;
  readonly displayName: string;
  readonly type: T;
  readonly config: JsonObject;
  /** Outcome id to index in `nodes`, or TO_SUCCESS or TO_FAILURE; an unconnected outcome is absent. */
  readonly next: ReadonlyMap<string, number>;
  /** Children of a page, in order; empty otherwise. */
  readonly children: readonly CompiledNode<T>[];
  /** What a page puts before its own outcomes: empty, or the id of the last child and a hyphen (page version 2.0). */
  readonly outcomePrefix: string;
  /** Names of the state keys that the node itself may read. */
  readonly reads: ReadonlySet<string>;
}

/** A journey ready to run. Made once for each version and never changed. */
export interface CompiledJourney<T extends NodeFacts> {
  readonly document: JourneyDocument;
  readonly nodes: readonly CompiledNode<T>[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Index of the first node, or TO_SUCCESS or TO_FAILURE. */
  readonly entry: number;
  /** Names of the inner journeys that its nodes run. */
  readonly inner: readonly string[];
  /** Ids of the scripts that its nodes name, those on pages too. */
  readonly scripts: readonly string[];
  /** State keys that this node or any node that can follow it reads: what must survive a pause there. */
  readableFrom(index: number): ReadonlySet<string>;
}
