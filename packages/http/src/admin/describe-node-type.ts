import { mayBeImitated, type NodeType } from '@waygate/node-kit';
import type { CatalogueNode, JsonObject } from '@waygate/schema';
import { z } from 'zod';

const described = new WeakMap<NodeType, CatalogueNode>();

/** A node type as the editor may know it. */
export function describeNodeType(type: NodeType): CatalogueNode {
  const known = described.get(type);
  if (known !== undefined) return known;
  const defaults = newConfigOf(type);
  const parsed = type.config.safeParse(defaults);
  const node: CatalogueNode = {
    type: type.type,
    version: type.version,
    displayName: type.displayName,
    category: type.category,
    tags: type.tags,
    icon: type.icon,
    summary: type.summary,
    kind: type.kind,
    config: z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' }) as JsonObject,
    defaults,
    outcomes: outcomesWith(type, parsed.success ? (parsed.data as JsonObject) : defaults),
    reads: type.reads.map(({ name }) => name),
    writes: type.writes.map(({ name }) => name),
    provides: type.provides,
    interactive: type.callbacks.length > 0 || type.kind === 'page',
    boundsLoops: type.boundsLoops,
    imitable: mayBeImitated(type),
  };
  described.set(type, node);
  return node;
}

/** What a new node is configured with here: the defaults, but for what is better than AM's default and so is set when a node is made (`newNode` of a member). */
function newConfigOf(type: NodeType): JsonObject {
  const config = defaultsOf(type);
  for (const [key, member] of Object.entries(type.config.shape)) {
    const better = (member as z.ZodType).meta()?.['newNode'];
    if (typeof better === 'string') config[key] = better;
  }
  return config;
}

/** What a node without a configuration has: every member's default, without those that have none. */
export function defaultsOf(type: NodeType): JsonObject {
  const defaults: JsonObject = {};
  for (const [key, member] of Object.entries(type.config.shape)) {
    const parsed = (member as z.ZodType).safeParse(undefined);
    if (parsed.success && parsed.data !== undefined) defaults[key] = structuredClone(parsed.data) as JsonObject[string];
  }
  return defaults;
}

/** A type whose configuration must be filled in first can still have outcomes that do not depend on it. */
function outcomesWith(type: NodeType, config: JsonObject) {
  try {
    return type.kind === 'page' ? [] : type.outcomes(config);
  } catch {
    return [];
  }
}
