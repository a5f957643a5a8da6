import { z } from 'zod';
import { type JourneyDocument, type JourneyNode, journeyDocument, type PageChild } from '../journey-document.ts';
import { type JsonObject, jsonObject } from '../json.ts';
import { findUnsafeKey } from '../unsafe-keys.ts';
import { WaygateError } from '../waygate-error.ts';

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

const TREE_KEYS = [
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

const KNOWN_TREE_MEMBERS = new Set<string>([...TREE_KEYS, '_id', '_rev', '_type', 'entryNodeId', 'nodes']);

/**
 * Reads the journeys of a file: Waygate's own form, or AM's in its single form, its multi form (`trees`), and the older `innernodes` spelling.
 * @param file what JSON.parse gave
 * @returns the journeys, in the order of the file
 * @throws WaygateError `transfer.*` of kind `input`, with the path of what is wrong in `details`
 */
export function readJourneys(file: unknown): JourneyDocument[] {
  const unsafe = findUnsafeKey(file);
  if (unsafe !== undefined) throw refused('transfer.unsafe_key', `The file has a key that is not allowed: ${unsafe}.`);
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw refused('transfer.not_a_journey', 'The file is not a journey: a JSON object is expected.');
  }
  if ('trees' in file) {
    const trees = parse(z.record(z.string(), amJourney), file.trees, 'trees');
    return Object.values(trees).map(fromAmJourney);
  }
  if ('tree' in file) return [fromAmJourney(parse(amJourney, file, ''))];
  if ('entryNodeId' in file && 'name' in file) return [parse(journeyDocument, file, '')];
  throw refused('transfer.not_a_journey', 'The file is not a journey: it has neither "tree", "trees" nor "entryNodeId".');
}

/** Re-arranges AM's separate resources (tree, nodes, page children) into one document; nothing is lost, `_rev` and `_outcomes` excepted. */
export function fromAmJourney(journey: AmJourney): JourneyDocument {
  const { tree } = journey;
  const inner = { ...journey.innernodes, ...journey.innerNodes };
  const nodes: Record<string, JourneyNode> = {};
  const innerNodes: Record<string, PageChild> = {};
  for (const [id, node] of Object.entries(tree.nodes)) {
    const config = journey.nodes[id];
    if (config === undefined)
      throw refused('transfer.missing_node', `The file lacks the configuration of node ${id} (${node.displayName}).`);
    nodes[id] = {
      type: node.nodeType,
      ...(node.version === undefined ? {} : { version: node.version }),
      displayName: node.displayName,
      config: withoutMeta(config),
      connections: node.connections,
      x: node.x,
      y: node.y,
    };
    for (const child of childReferences(config)) {
      const childConfig = inner[child._id] ?? journey.nodes[child._id];
      if (childConfig === undefined) {
        throw refused(
          'transfer.missing_node',
          `The file lacks the configuration of ${child.displayName} (${child._id}) on page ${node.displayName}.`,
        );
      }
      innerNodes[child._id] = {
        type: child.nodeType,
        ...(child.nodeVersion === undefined ? {} : { version: child.nodeVersion }),
        displayName: child.displayName,
        config: withoutMeta(childConfig),
      };
    }
  }
  const other = Object.fromEntries(Object.entries(tree).filter(([key]) => !KNOWN_TREE_MEMBERS.has(key)));
  return parse(
    journeyDocument,
    {
      name: tree._id,
      entryNodeId: tree.entryNodeId,
      ...Object.fromEntries(TREE_KEYS.filter((key) => tree[key] !== undefined && tree[key] !== null).map((key) => [key, tree[key]])),
      nodes,
      innerNodes,
      ...(Object.keys(other).length === 0 ? {} : { other }),
    },
    'tree',
  );
}

/** What a node type adds to an exported node: its display name and, for `_outcomes`, what it can answer with this config. */
export interface AmNodeFacts {
  readonly name: string;
  readonly outcomes: readonly { readonly id: string; readonly displayName: string }[];
}

/**
 * Writes a journey in AM's single form, with sorted keys, so that the same journey is the same bytes.
 * @param facts of a node type with a config; undefined for a type this server does not know
 */
export function toAmJourney(document: JourneyDocument, facts: (type: string, config: JsonObject) => AmNodeFacts | undefined): JsonObject {
  const resource = (id: string, node: PageChild): JsonObject => {
    const known = facts(node.type, node.config);
    return {
      ...node.config,
      _id: id,
      _outcomes: (known?.outcomes ?? []).map((outcome) => ({ ...outcome })),
      _type: { _id: node.type, name: known?.name ?? node.type, collection: true, ...version(node) },
    };
  };
  const tree: JsonObject = {
    ...document.other,
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
  return sortKeys({
    tree,
    nodes: Object.fromEntries(Object.entries(document.nodes).map(([id, node]) => [id, resource(id, node)])),
    innerNodes: Object.fromEntries(Object.entries(document.innerNodes).map(([id, node]) => [id, resource(id, node)])),
    circlesOfTrust: {},
    emailTemplates: {},
    saml2Entities: {},
    scripts: {},
    socialIdentityProviders: {},
    themes: [],
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
