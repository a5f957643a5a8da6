import { childReferences, FAILURE_ID, type JourneyDocument, type Json, SUCCESS_ID, sortKeys } from '@waygate/schema';

/** Something that two authors changed in different ways. The merged journey has `mine` there until somebody chooses. */
export interface MergeConflict {
  /** Keys from the journey down to the place, such as `nodes`, id, `config`, `retryLimit`. */
  readonly path: readonly string[];
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
}

export interface JourneyMerge {
  readonly document: JourneyDocument;
  readonly conflicts: readonly MergeConflict[];
}

/** How deep two changes are told apart: a node's configuration by its keys, connections by outcomes, texts by languages; below that a value is one thing. */
const DEEPEST = 5;

/**
 * Joins what two authors made of the same journey, per node and field: what only one of them changed is taken, what both changed in the same way too. A node that
 * one removed and the other changed is a conflict. Wires that would lead nowhere after the merge are left out, and pages name exactly the nodes that they hold.
 */
export function mergeJourneys(base: JourneyDocument, mine: JourneyDocument, theirs: JourneyDocument): JourneyMerge {
  const conflicts: MergeConflict[] = [];
  const merged = merge([], base as Json, mine as Json, theirs as Json, conflicts) as JourneyDocument;
  return { document: mended(merged), conflicts };
}

/** Puts a chosen value at a conflict's place; undefined takes what is there away. */
export function resolveConflict(document: JourneyDocument, path: readonly string[], value: Json | undefined): JourneyDocument {
  return mended(put(document as Json, path, value) as JourneyDocument);
}

function merge(
  path: readonly string[],
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  conflicts: MergeConflict[],
): Json | undefined {
  if (isSame(mine, theirs) || isSame(theirs, base)) return mine;
  if (isSame(mine, base)) return theirs;
  // Where things stand is taste: whoever merges keeps their own places.
  if (isPlace(path)) return mine;
  if (path.length < DEEPEST && isObject(mine) && isObject(theirs)) {
    const from = isObject(base) ? base : {};
    const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
    const merged: Record<string, Json> = {};
    for (const key of keys) {
      const value = merge([...path, key], own(from, key), own(mine, key), own(theirs, key), conflicts);
      if (value !== undefined) merged[key] = value;
    }
    return merged;
  }
  if (isChildList(path) && Array.isArray(mine) && Array.isArray(theirs)) return mergeChildren(base, mine, theirs);
  conflicts.push({ path, base, mine, theirs });
  return mine;
}

/** The nodes on a page: one's own order, without what the other took away, and with what the other added where the other put it. */
function mergeChildren(base: Json | undefined, mine: readonly Json[], theirs: readonly Json[]): Json {
  const before = new Set(Array.isArray(base) ? base.map(idOf) : []);
  const there = new Set(theirs.map(idOf));
  const merged = mine.filter((child) => !before.has(idOf(child)) || there.has(idOf(child)));
  const have = new Set(merged.map(idOf));
  for (const [index, child] of theirs.entries()) {
    if (before.has(idOf(child)) || have.has(idOf(child))) continue;
    const previous = theirs[index - 1];
    const at = previous === undefined ? -1 : merged.findIndex((one) => idOf(one) === idOf(previous));
    merged.splice(at + 1, 0, child);
  }
  return merged;
}

/** After a merge a wire may lead to what the other author removed, and a page may name what went. */
function mended(document: JourneyDocument): JourneyDocument {
  const isTarget = (id: string) => id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(document.nodes, id);
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => {
      const connections = Object.fromEntries(Object.entries(node.connections).filter(([, target]) => isTarget(target)));
      if (node.type !== 'PageNode' || !Array.isArray(node.config['nodes'])) return [id, { ...node, connections }];
      const held = childReferences(node.config).filter(({ _id }) => Object.hasOwn(document.innerNodes, _id));
      const children = held.map((child) => ({ ...child, displayName: document.innerNodes[child._id]?.displayName ?? child.displayName }));
      return [id, { ...node, connections, config: { ...node.config, nodes: children } }];
    }),
  );
  const held = new Set(
    Object.values(nodes).flatMap(({ type, config }) => (type === 'PageNode' ? childReferences(config).map(({ _id }) => _id) : [])),
  );
  return {
    ...document,
    nodes,
    innerNodes: Object.fromEntries(Object.entries(document.innerNodes).filter(([id]) => held.has(id))),
    entryNodeId: isTarget(document.entryNodeId) ? document.entryNodeId : FAILURE_ID,
  };
}

function put(value: Json, [key, ...rest]: readonly string[], chosen: Json | undefined): Json | undefined {
  if (key === undefined) return chosen;
  const object = isObject(value) ? value : {};
  const next = put(own(object, key) ?? {}, rest, chosen);
  const { [key]: _, ...others } = object;
  return next === undefined ? others : { ...object, [key]: next };
}

function isPlace(path: readonly string[]): boolean {
  return path[0] === 'staticNodes' || (path[0] === 'nodes' && path.length === 3 && (path[2] === 'x' || path[2] === 'y'));
}

function isChildList(path: readonly string[]): boolean {
  return path[0] === 'nodes' && path[2] === 'config' && path[3] === 'nodes' && path.length === 4;
}

function idOf(child: Json): string {
  return isObject(child) && typeof child['_id'] === 'string' ? child['_id'] : JSON.stringify(child);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}
