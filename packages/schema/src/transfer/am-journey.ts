import { z } from 'zod';
import { FAILURE_ID, SUCCESS_ID } from '../ids.ts';
import { type JourneyDocument, type JourneyNode, journeyDocument, type PageChild } from '../journey-document.ts';
import { type JsonObject, jsonObject } from '../json.ts';
import { findUnsafeKey } from '../unsafe-keys.ts';
import { WaygateError } from '../waygate-error.ts';
import { readEntity } from './transfer-entity.ts';
import { partsOf, type TransferPart, writeParts } from './transfer-part.ts';

const amTreeNode = z.object({
  nodeType: z.string(),
  displayName: z.string().default(''),
  version: z.string().optional(),
  connections: z.record(z.string(), z.string()).default({}),
  x: z.number().default(0),
  y: z.number().default(0),
});

const amTree = z.looseObject({
  _id: z.string().min(1),
  entryNodeId: z.string().min(1),
  nodes: z.record(z.string(), amTreeNode),
});

/** One journey as AM, Frodo and the admin console export it; the members that Waygate does not use yet are kept by the caller. */
export const amJourney = z.looseObject({
  tree: amTree,
  nodes: z.record(z.string(), jsonObject).default({}),
  innerNodes: z.record(z.string(), jsonObject).optional(),
  innernodes: z.record(z.string(), jsonObject).optional(),
});
export type AmJourney = z.infer<typeof amJourney>;

/** Members of a tree beside its nodes and where it starts. */
export const TREE_KEYS = [
  'description',
  'identityResource',
  'enabled',
  'innerTreeOnly',
  'mustRun',
  'noSession',
  'transactionalOnly',
  'maximumSessionTime',
  'maximumIdleTime',
  'treeTimeout',
  'staticNodes',
  'uiConfig',
] as const;

/** Names that reach a prototype. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const KNOWN_TREE_MEMBERS = new Set<string>([...TREE_KEYS, '_id', '_rev', '_type', 'entryNodeId', 'nodes']);

/** A node that a file names and has no configuration of. */
export interface IncompleteNode {
  readonly nodeId: string;
  readonly displayName: string;
}

/** A journey of a file, with what it brings along. */
export interface ReadJourney {
  readonly document: JourneyDocument;
  /** Nodes whose configuration the file lacks; they have an empty one. */
  readonly incomplete: readonly IncompleteNode[];
  readonly parts: readonly TransferPart[];
  /** How many nodes the file has that stand neither on the canvas nor on a page; they are left behind. */
  readonly loose: number;
}

/** Nodes and parts that stand in files of their own, by id. */
export interface LooseEntities {
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly parts: readonly TransferPart[];
}

const NOTHING_LOOSE: LooseEntities = { nodes: new Map(), parts: [] };

/** Reads the journeys of a file as `readJourneyFile` does, and keeps nothing but them. */
export function readJourneys(file: unknown): JourneyDocument[] {
  return readJourneyFile(file).map(({ document }) => document);
}

/**
 * Reads the journeys of a file: Waygate's own form, or AM's in its single form, its multi form (`trees`), the older `innernodes` spelling, nodes as a list, or the
 * tree alone.
 * @param file what JSON.parse gave
 * @param loose what stands in other files
 * @returns the journeys, in the order of the file
 * @throws WaygateError `transfer.*` of kind `input`, with the path of what is wrong in `details`
 */
export function readJourneyFile(file: unknown, loose: LooseEntities = NOTHING_LOOSE): ReadJourney[] {
  const unsafe = findUnsafeKey(file);
  if (unsafe !== undefined) throw refused('transfer.unsafe_key', `The file has a key that is not allowed: ${unsafe}.`);
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw refused('transfer.not_a_journey', 'The file is not a journey: a JSON object is expected.');
  }
  if ('trees' in file) {
    const trees = parse(z.record(z.string(), z.looseObject({})), file.trees, 'trees');
    return Object.entries(trees).map(([name, journey]) => readAm(journey, loose, `trees.${name}`));
  }
  if ('tree' in file) return [readAm({ ...file }, loose, '')];
  if ('entryNodeId' in file && 'name' in file) {
    return [{ document: withDistinctIds(parse(journeyDocument, file, ''), ''), incomplete: [], parts: [], loose: 0 }];
  }
  const entity = readEntity(file);
  if (entity?.is === 'tree') return [readAm({ tree: entity.tree }, loose, '')];
  throw refused('transfer.not_a_journey', 'The file is not a journey: it has neither "tree", "trees" nor "entryNodeId".');
}

function readAm(holder: Readonly<Record<string, unknown>>, loose: LooseEntities, where: string): ReadJourney {
  const entity = readEntity(holder['tree']);
  const journey = parse(
    amJourney,
    {
      ...holder,
      ...(entity?.is === 'tree' ? { tree: entity.tree } : {}),
      nodes: { ...Object.fromEntries(loose.nodes), ...byId(holder['nodes']) },
      ...(holder['innerNodes'] === undefined ? {} : { innerNodes: byId(holder['innerNodes']) }),
      ...(holder['innernodes'] === undefined ? {} : { innernodes: byId(holder['innernodes']) }),
    },
    where,
  );
  const incomplete: IncompleteNode[] = [];
  const document = fromAmJourney(journey, where === '' ? '' : `${where}.`, (node) => incomplete.push(node));
  return {
    document,
    incomplete,
    parts: [...partsOf(holder).parts, ...loose.parts.filter((part) => refersTo(document, part))],
    loose: looseNodes(holder, document),
  };
}

function looseNodes(holder: Readonly<Record<string, unknown>>, document: JourneyDocument): number {
  const held = ['nodes', 'innerNodes', 'innernodes'].flatMap((member) => Object.keys(byId(holder[member])));
  const standing = new Set(Object.keys(document.nodes));
  for (const { config } of Object.values(document.nodes)) for (const { _id } of childReferences(config)) standing.add(_id);
  return new Set(held.filter((id) => !standing.has(id))).size;
}

/** Whether a journey names a part that stands elsewhere. */
function refersTo({ nodes, innerNodes }: JourneyDocument, { id }: TransferPart): boolean {
  return [...Object.values(nodes), ...Object.values(innerNodes)].some(({ config }) => Object.values(config).includes(id));
}

/** Some programs write nodes as a list, with the configuration in a member of its own. */
function byId(nodes: unknown): Readonly<Record<string, unknown>> {
  if (nodes === undefined || nodes === null) return {};
  if (typeof nodes !== 'object') throw refused('transfer.malformed', 'The file is not a journey: its nodes are no object.');
  if (!Array.isArray(nodes)) return { ...nodes };
  return Object.fromEntries(
    nodes.flatMap((node: unknown) => {
      if (typeof node !== 'object' || node === null || !('_id' in node) || typeof node._id !== 'string') return [];
      const details = 'details' in node ? node.details : node;
      return [[node._id, details]];
    }),
  );
}

/**
 * Re-arranges AM's separate resources (tree, nodes, page children) into one document; nothing is lost, `_rev` and `_outcomes` excepted.
 * @param where path of the journey in its file, for what is told of faults
 * @param lacks is told of every node that has no configuration; it gets an empty one
 */
export function fromAmJourney(journey: AmJourney, where = '', lacks: (node: IncompleteNode) => void = () => undefined): JourneyDocument {
  const { tree } = journey;
  const inner = { ...journey.innernodes, ...journey.innerNodes };
  const nodes: Record<string, JourneyNode> = {};
  const innerNodes: Record<string, PageChild> = {};
  for (const [id, node] of Object.entries(tree.nodes)) {
    const config = own(journey.nodes, id) ?? {};
    if (!Object.hasOwn(journey.nodes, id)) lacks({ nodeId: id, displayName: node.displayName });
    // AM lets one node stand on the canvas and on a page at once; here an id names one place, so that the one on the page gets another.
    const moved = new Map<string, string>();
    for (const child of childReferences(config)) {
      if (RESERVED.has(child._id)) throw refused('transfer.unsafe_key', `The file has a name that is not allowed: ${child._id}.`);
      const childConfig = own(inner, child._id) ?? own(journey.nodes, child._id);
      const childId = Object.hasOwn(tree.nodes, child._id) ? freeId(child._id, { ...tree.nodes, ...inner, ...innerNodes }) : child._id;
      if (childConfig === undefined) lacks({ nodeId: childId, displayName: child.displayName });
      if (childId !== child._id) moved.set(child._id, childId);
      innerNodes[childId] = {
        type: child.nodeType,
        ...versionOf(child.nodeVersion, childConfig),
        displayName: child.displayName,
        config: withoutMeta(childConfig ?? {}),
      };
    }
    nodes[id] = {
      type: node.nodeType,
      ...versionOf(node.version, config),
      displayName: node.displayName,
      config: withoutMeta(moved.size === 0 ? config : { ...config, nodes: movedReferences(config, moved) }),
      connections: moved.size === 0 ? node.connections : movedOutcomes(node.connections, moved),
      x: node.x,
      y: node.y,
    };
  }
  const other = Object.fromEntries(Object.entries(tree).filter(([key]) => !KNOWN_TREE_MEMBERS.has(key)));
  const document = parse(
    journeyDocument,
    {
      name: tree._id,
      entryNodeId: tree.entryNodeId,
      ...Object.fromEntries(TREE_KEYS.filter((key) => tree[key] !== undefined && tree[key] !== null).map((key) => [key, tree[key]])),
      nodes,
      innerNodes,
      ...(Object.keys(other).length === 0 ? {} : { other }),
    },
    `${where}tree`,
  );
  return withDistinctIds(document, `${where}tree.`);
}

/** The version that a tree names, else one that only the node's own resource names: what is not the first must not get lost. */
function versionOf(named: string | undefined, config: JsonObject | undefined): { version?: string } {
  const type = config?.['_type'];
  const own = typeof type === 'object' && type !== null && !Array.isArray(type) ? type['version'] : undefined;
  if (named !== undefined) return { version: named };
  return typeof own === 'string' && own !== '1.0' ? { version: own } : {};
}

/** An id in the form of another that nothing has yet, the same each time. */
function freeId(id: string, taken: Readonly<Record<string, unknown>>): string {
  for (let step = 1; ; step += 1) {
    const digit = Number.parseInt(id.slice(0, 1), 16);
    const next = step < 16 && Number.isInteger(digit) ? `${((digit + step) % 16).toString(16)}${id.slice(1)}` : `${id}-${step}`;
    if (!Object.hasOwn(taken, next)) return next;
  }
}

function movedReferences(config: JsonObject, moved: ReadonlyMap<string, string>): JsonObject[] {
  return childReferences(config).map((child) => ({ ...child, _id: moved.get(child._id) ?? child._id }));
}

/** Outcomes of a page of version 2.0 begin with the id of its last child. */
function movedOutcomes(connections: Readonly<Record<string, string>>, moved: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(connections).map(([outcome, target]) => {
      const [old, next] = [...moved].find(([id]) => outcome.startsWith(`${id}-`)) ?? [];
      return [old === undefined || next === undefined ? outcome : `${next}${outcome.slice(old.length)}`, target];
    }),
  );
}

/** An id names one thing: a node, a child of a page, or one of the two ends. */
function withDistinctIds(document: JourneyDocument, where: string): JourneyDocument {
  for (const [id, { displayName }] of Object.entries(document.nodes)) {
    const isEnd = id === SUCCESS_ID || id === FAILURE_ID;
    if (!isEnd && !Object.hasOwn(document.innerNodes, id)) continue;
    const message = isEnd
      ? `The node ${displayName} has the id of ${id === SUCCESS_ID ? 'Success' : 'Failure'}: ${id}.`
      : `The id ${id} is there twice, for the node ${displayName} and for a node on a page.`;
    throw refused('transfer.duplicate_id', message, [{ path: `${where}nodes.${id}`, message }]);
  }
  return document;
}

/**
 * A journey as it leaves: what no form of a file can hold, or what nothing leads to, stays behind, so that every form holds the same. Children that stand on no
 * page go, a page names the children that there are as they are called, and no configuration has members that AM keeps for itself.
 */
export function withoutLooseEnds(document: JourneyDocument): JourneyDocument {
  const innerNodes: Record<string, PageChild> = {};
  const named = (reference: ReturnType<typeof childReferences>[number]) => {
    const child = own(document.innerNodes, reference._id);
    if (child === undefined) return [];
    innerNodes[reference._id] = { ...child, config: withoutMeta(child.config) };
    const { type: nodeType, displayName, version: nodeVersion } = child;
    return [{ _id: reference._id, nodeType, displayName, ...(nodeVersion === undefined ? {} : { nodeVersion }) }];
  };
  const nodes = mapValues(document.nodes, (node) => {
    const references = childReferences(node.config);
    const config = withoutMeta(node.config);
    return { ...node, config: references.length === 0 ? config : { ...config, nodes: references.flatMap(named) } };
  });
  const other = Object.entries(document.other ?? {}).filter(([key]) => !KNOWN_TREE_MEMBERS.has(key));
  const { other: _, ...rest } = document;
  return { ...rest, nodes, innerNodes, ...(other.length === 0 ? {} : { other: Object.fromEntries(other) }) };
}

/** What a node type adds to an exported node: its display name and, for `_outcomes`, what it can answer with this config. */
export interface AmNodeFacts {
  readonly name: string;
  readonly outcomes: readonly { readonly id: string; readonly displayName: string }[];
}

/** A node's resource as AM has it, without a revision. */
export function amNode(id: string, node: PageChild, { name, outcomes }: AmNodeFacts): JsonObject {
  return {
    ...node.config,
    _id: id,
    _outcomes: outcomes.map((outcome) => ({ ...outcome })),
    _type: { _id: node.type, name, collection: true, ...version(node) },
  };
}

/** A journey's tree as AM has it, without a revision and without members that AM does not know. */
export function amTreeOf(document: JourneyDocument): JsonObject {
  const tree: JsonObject = {
    _id: document.name,
    entryNodeId: document.entryNodeId,
    nodes: mapValues(document.nodes, (node) => ({
      nodeType: node.type,
      displayName: node.displayName,
      connections: node.connections,
      x: node.x,
      y: node.y,
      ...version(node),
    })),
  };
  for (const key of TREE_KEYS) {
    const value = document[key];
    if (value !== undefined) tree[key] = value;
  }
  return tree;
}

/** Writes a journey in AM's single form, with sorted keys, so that the same journey is the same bytes. @param parts what goes along */
export function toAmJourney(
  document: JourneyDocument,
  facts: (node: PageChild | JourneyNode) => AmNodeFacts,
  parts: readonly TransferPart[] = [],
): JsonObject {
  const resources = (nodes: Readonly<Record<string, PageChild | JourneyNode>>) =>
    Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, amNode(id, node, facts(node))]));
  return sortKeys({
    tree: { ...document.other, ...amTreeOf(document) },
    nodes: resources(document.nodes),
    innerNodes: resources(document.innerNodes),
    ...writeParts(parts),
  }) as JsonObject;
}

/** Sorts the keys of every object, so that equal values become equal text. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) sorted[key] = sortKeys((value as Record<string, unknown>)[key]);
  return sorted;
}

/** Children of a page as its config names them: objects, or AM's internal text `id:type:name` / `id:type:version:name`. */
export function childReferences(config: JsonObject): { _id: string; nodeType: string; displayName: string; nodeVersion?: string }[] {
  const list = config['nodes'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    if (typeof entry === 'string') {
      const [_id = '', nodeType = '', third = '', ...rest] = entry.split(':');
      return rest.length > 0 && /^\d+\.\d+$/.test(third)
        ? [{ _id, nodeType, nodeVersion: third, displayName: rest.join(':') }]
        : [{ _id, nodeType, displayName: [third, ...rest].join(':') }];
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const { _id, nodeType, displayName, nodeVersion } = entry;
    if (typeof _id !== 'string' || typeof nodeType !== 'string') return [];
    return [
      {
        _id,
        nodeType,
        displayName: typeof displayName === 'string' ? displayName : '',
        ...(typeof nodeVersion === 'string' ? { nodeVersion } : {}),
      },
    ];
  });
}

function withoutMeta(config: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith('_')));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function version(node: PageChild): { version?: string } {
  return node.version === undefined ? {} : { version: node.version };
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function parse<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: [where, ...issue.path].filter((part) => part !== '').join('.'),
    message: issue.message,
  }));
  const first = problems[0];
  throw refused('transfer.malformed', `The file is not a journey: ${first?.path} ${first?.message}`, problems);
}

function refused(code: string, message: string, details?: unknown): WaygateError {
  return new WaygateError('input', code, message, { details });
}
