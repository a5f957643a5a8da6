import { childReferences, FAILURE_ID, type JourneyDocument, type JourneyNode, type Json, SUCCESS_ID, sortKeys } from '@waygate/schema';

/** Something that two authors changed in different ways. */
export interface MergeConflict {
  /** Keys from the journey down to the place, such as `nodes`, id, `config`, `retryLimit`. */
  readonly path: readonly string[];
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
}

/** A wire that one author drew and that the other took the end of. */
export interface DroppedWire {
  readonly nodeId: string;
  readonly outcome: string;
  /** The node that is no more. */
  readonly target: string;
}

export interface MergedJourney {
  readonly document: JourneyDocument;
  readonly dropped: readonly DroppedWire[];
}

/** Two journeys joined, as far as they can be without a choice. */
export interface JourneyMerge {
  readonly conflicts: readonly MergeConflict[];
  /**
   * The journey with every conflict settled.
   * @param theirs the conflicts in which the other author's side counts; in all others it is one's own
   */
  resolve(theirs: ReadonlySet<MergeConflict>): MergedJourney;
}

/** How deep two changes are told apart: a node's configuration by its keys, connections by outcomes, texts by languages; below that a value is one thing. */
const DEEPEST = 5;

/**
 * Joins what two authors made of the same journey, per node and field: what only one of them changed is taken, what both changed in the same way too. A node that
 * one removed and the other changed is a conflict; whoever keeps it keeps what leads to it and what stands on it. Wires that would lead nowhere after the merge
 * are left out and told, and pages name exactly the nodes that they hold.
 */
export function mergeJourneys(base: JourneyDocument, mine: JourneyDocument, theirs: JourneyDocument): JourneyMerge {
  const conflicts: MergeConflict[] = [];
  const merged = merge([], base as Json, mine as Json, theirs as Json, conflicts) as JourneyDocument;
  return {
    conflicts,
    resolve: (chosen) => {
      const settled = conflicts.map((conflict) => {
        const isTheirs = chosen.has(conflict);
        const [value, other] = isTheirs ? [conflict.theirs, conflict.mine] : [conflict.mine, conflict.theirs];
        return { path: conflict.path, value, isKept: value !== undefined && other === undefined, side: isTheirs ? theirs : mine };
      });
      let document = merged;
      for (const { path, value } of settled) document = put(document as Json, path, value) as JourneyDocument;
      for (const { path, isKept, side } of settled) {
        const [place, id, ...deeper] = path;
        if (!isKept || id === undefined || deeper.length > 0) continue;
        if (place === 'nodes') document = withSurroundings(document, base, side, id);
        else if (place === 'innerNodes') document = withPageOf(document, base, side, id);
      }
      return mended(document);
    },
  };
}

/** Gives a node that one side removed and the other kept what leads to it, and a page what stands on it. */
function withSurroundings(document: JourneyDocument, base: JourneyDocument, side: JourneyDocument, id: string): JourneyDocument {
  const nodes = { ...document.nodes };
  for (const [from, node] of Object.entries(side.nodes)) {
    for (const [outcome, target] of Object.entries(node.connections)) {
      const now = own(nodes, from);
      if (target !== id || now === undefined || own(now.connections, outcome) !== undefined) continue;
      if (own(own(base.nodes, from)?.connections ?? {}, outcome) !== id) continue;
      nodes[from] = { ...now, connections: { ...now.connections, [outcome]: id } };
    }
  }
  const innerNodes = { ...document.innerNodes };
  for (const { _id } of childReferences(own(nodes, id)?.config ?? {})) {
    const child = own(side.innerNodes, _id);
    if (child !== undefined && own(innerNodes, _id) === undefined) innerNodes[_id] = child;
  }
  const began = base.entryNodeId === id && side.entryNodeId === id && document.entryNodeId === FAILURE_ID;
  return { ...document, nodes, innerNodes, ...(began ? { entryNodeId: id } : {}) };
}

/** Puts a node that one side took off its page, and the other kept, back where it stood there; with the page, when that is gone. */
function withPageOf(document: JourneyDocument, base: JourneyDocument, side: JourneyDocument, id: string): JourneyDocument {
  const holds = ([, node]: [string, JourneyNode]) => node.type === 'PageNode' && childReferences(node.config).some(({ _id }) => _id === id);
  const [pageId, page] = Object.entries(side.nodes).find(holds) ?? [];
  if (pageId === undefined || page === undefined || Object.entries(document.nodes).some(holds)) return document;
  const there = own(document.nodes, pageId);
  const list = Array.isArray(there?.config['nodes']) ? there.config['nodes'] : [];
  const whole = Array.isArray(page.config['nodes']) ? page.config['nodes'] : [];
  const at = whole.findIndex((child) => idOf(child) === id);
  const previous = list.findLastIndex((child) => whole.slice(0, at).some((one) => idOf(one) === idOf(child)));
  const nodes = list.toSpliced(previous + 1, 0, ...whole.slice(at, at + 1));
  const next = { ...(there ?? page), config: { ...(there ?? page).config, nodes } };
  const placed = { ...document, nodes: { ...document.nodes, [pageId]: next } };
  return there === undefined ? withSurroundings(placed, base, side, pageId) : placed;
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
function mended(document: JourneyDocument): MergedJourney {
  const dropped: DroppedWire[] = [];
  const isTarget = (id: string) => id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(document.nodes, id);
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => {
      const leads = Object.entries(node.connections);
      for (const [outcome, target] of leads) if (!isTarget(target)) dropped.push({ nodeId: id, outcome, target });
      const connections = Object.fromEntries(leads.filter(([, target]) => isTarget(target)));
      if (node.type !== 'PageNode' || !Array.isArray(node.config['nodes'])) return [id, { ...node, connections }];
      const held = childReferences(node.config).filter(({ _id }) => Object.hasOwn(document.innerNodes, _id));
      const children = held.map((child) => ({ ...child, displayName: document.innerNodes[child._id]?.displayName ?? child.displayName }));
      return [id, { ...node, connections, config: { ...node.config, nodes: children } }];
    }),
  );
  const held = new Set(
    Object.values(nodes).flatMap(({ type, config }) => (type === 'PageNode' ? childReferences(config).map(({ _id }) => _id) : [])),
  );
  const whole = {
    ...document,
    nodes,
    innerNodes: Object.fromEntries(Object.entries(document.innerNodes).filter(([id]) => held.has(id))),
    entryNodeId: isTarget(document.entryNodeId) ? document.entryNodeId : FAILURE_ID,
  };
  return { document: whole, dropped };
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
