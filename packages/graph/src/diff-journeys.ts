import { type JourneyDocument, type Json, type JsonObject, type PageChild, sortKeys } from '@waygate/schema';

/** One way in which a journey differs from another. `node` and `outcome` name the place; values are JSON, undefined where there is none. */
export type JourneyDifference =
  | { readonly kind: 'node-added' | 'node-removed'; readonly nodeId: string; readonly displayName: string; readonly type: string }
  | {
      /** `field` is a member of a node: `displayName`, `type`, `version` or `config.<key>`. */
      readonly kind: 'node-changed';
      readonly nodeId: string;
      readonly displayName: string;
      readonly field: string;
      readonly before: Json | undefined;
      readonly after: Json | undefined;
    }
  | {
      /** A node of the canvas, Start or an end stands elsewhere. */
      readonly kind: 'node-moved';
      readonly nodeId: string;
      readonly displayName: string;
    }
  | {
      readonly kind: 'wire-changed';
      readonly nodeId: string;
      readonly displayName: string;
      readonly outcome: string;
      readonly before: string | undefined;
      readonly after: string | undefined;
    }
  | { readonly kind: 'start-changed'; readonly before: string; readonly after: string }
  | {
      /** `field` is a member of the journey, or `uiConfig.<key>` or `other.<key>`. */
      readonly kind: 'option-changed';
      readonly field: string;
      readonly before: Json | undefined;
      readonly after: Json | undefined;
    };

/** Members of a journey that are told one by one elsewhere. */
const STRUCTURE = new Set(['nodes', 'innerNodes', 'staticNodes', 'entryNodeId', 'uiConfig', 'other']);

/**
 * Everything in which one journey differs from another, nodes in the order of the later journey.
 * @returns nothing exactly when both say the same
 */
export function diffJourneys(before: JourneyDocument, after: JourneyDocument): JourneyDifference[] {
  const found: JourneyDifference[] = [];
  if (before.entryNodeId !== after.entryNodeId) found.push({ kind: 'start-changed', before: before.entryNodeId, after: after.entryNodeId });
  diffNodes(before.nodes, after.nodes, found);
  for (const id of union(before.nodes, after.nodes)) {
    const [old, now] = [own(before.nodes, id), own(after.nodes, id)];
    if (old !== undefined && now !== undefined && (old.x !== now.x || old.y !== now.y))
      found.push({ kind: 'node-moved', nodeId: id, displayName: now.displayName });
    const [left, right] = [old?.connections ?? {}, now?.connections ?? {}];
    for (const outcome of union(left, right)) {
      const [from, to] = [own(left, outcome), own(right, outcome)];
      if (from === to) continue;
      found.push({
        kind: 'wire-changed',
        nodeId: id,
        displayName: (now ?? old)?.displayName ?? id,
        outcome,
        before: from,
        after: to,
      });
    }
  }
  diffNodes(before.innerNodes, after.innerNodes, found);
  for (const id of union(before.staticNodes, after.staticNodes)) {
    if (!isSame(own(before.staticNodes, id), own(after.staticNodes, id))) found.push({ kind: 'node-moved', nodeId: id, displayName: id });
  }
  diffMembers('', pick(before), pick(after), found);
  diffMembers('uiConfig.', before.uiConfig, after.uiConfig, found);
  diffMembers('other.', before.other ?? {}, after.other ?? {}, found);
  return found;
}

function diffNodes(
  before: Readonly<Record<string, PageChild>>,
  after: Readonly<Record<string, PageChild>>,
  found: JourneyDifference[],
): void {
  for (const id of union(before, after)) {
    const [old, now] = [own(before, id), own(after, id)];
    if (old === undefined && now !== undefined)
      found.push({ kind: 'node-added', nodeId: id, displayName: now.displayName, type: now.type });
    else if (now === undefined && old !== undefined)
      found.push({ kind: 'node-removed', nodeId: id, displayName: old.displayName, type: old.type });
    else if (old !== undefined && now !== undefined) diffNode(id, old, now, found);
  }
}

function diffNode(nodeId: string, before: PageChild, after: PageChild, found: JourneyDifference[]): void {
  const changed = (field: string, old: Json | undefined, now: Json | undefined) => {
    if (!isSame(old, now)) found.push({ kind: 'node-changed', nodeId, displayName: after.displayName, field, before: old, after: now });
  };
  changed('type', before.type, after.type);
  changed('version', before.version, after.version);
  changed('displayName', before.displayName, after.displayName);
  for (const key of union(before.config, after.config)) changed(`config.${key}`, own(before.config, key), own(after.config, key));
}

function diffMembers(prefix: string, before: JsonObject, after: JsonObject, found: JourneyDifference[]): void {
  for (const key of union(before, after)) {
    const [old, now] = [own(before, key), own(after, key)];
    if (!isSame(old, now)) found.push({ kind: 'option-changed', field: `${prefix}${key}`, before: old, after: now });
  }
}

function pick(document: JourneyDocument): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key, value]) => !STRUCTURE.has(key) && value !== undefined)) as JsonObject;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Keys of both, those of the later one first. */
function union(before: object, after: object): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])];
}
