import { z } from 'zod';
import { jsonObject } from './json.ts';

/** An id of a node or the name of a journey: anything an AM export may carry, but nothing that reaches a prototype. */
const id = z
  .string()
  .min(1)
  .max(256)
  .refine((value) => value !== '__proto__' && value !== 'constructor' && value !== 'prototype', {
    message: 'This name is reserved.',
  });

/** A node inside a page: it has configuration but no place and no connections of its own. */
export const pageChild = z.object({
  type: z.string().min(1).max(128),
  /** Version of the node type; absent means 1.0 (AM before 8.1 has no versions). */
  version: z.string().max(16).optional(),
  displayName: z.string().max(256),
  config: jsonObject,
});
export type PageChild = z.infer<typeof pageChild>;

/** A node of the graph. `connections` maps outcome ids to node ids or to one of the two ends; an unconnected outcome is simply absent. */
export const journeyNode = pageChild.extend({
  connections: z.record(id, id),
  x: z.number().default(0),
  y: z.number().default(0),
});
export type JourneyNode = z.infer<typeof journeyNode>;

/**
 * A journey as Waygate stores, diffs and publishes it. Keys are AM's own where AM has one (tree object), so that transfer is a
 * re-arrangement and loses nothing. Times are minutes, as in AM.
 */
export const journeyDocument = z.object({
  name: id,
  description: z.string().max(4096).optional(),
  /** Managed object that the journey works on, such as `managed/alpha_user`. */
  identityResource: z.string().max(256).optional(),
  enabled: z.boolean().default(true),
  innerTreeOnly: z.boolean().default(false),
  mustRun: z.boolean().default(false),
  noSession: z.boolean().default(false),
  transactionalOnly: z.boolean().default(false),
  maximumSessionTime: z.int().positive().optional(),
  maximumIdleTime: z.int().positive().optional(),
  treeTimeout: z.int().positive().optional(),
  entryNodeId: id,
  nodes: z.record(id, journeyNode),
  /** Children of page nodes by id; a page's config names them in its `nodes`. */
  innerNodes: z.record(id, pageChild).default({}),
  staticNodes: z.record(id, z.object({ x: z.number(), y: z.number() })).default({}),
  /** Strings only, as AM: `categories` is JSON text of a string array. Unknown keys survive. */
  uiConfig: z.record(z.string(), z.string()).default({}),
  /** Members of the imported tree that Waygate has no name for; they survive a round trip. */
  other: jsonObject.optional(),
});
export type JourneyDocument = z.infer<typeof journeyDocument>;

/** One entry of a page's `nodes` as AM writes it. */
export const pageChildReference = z.object({
  _id: id,
  nodeType: z.string(),
  displayName: z.string().default(''),
  nodeVersion: z.string().optional(),
});
export type PageChildReference = z.infer<typeof pageChildReference>;
