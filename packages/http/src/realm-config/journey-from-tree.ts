import {
  amJourney,
  childReferences,
  fromAmJourney,
  type JourneyDocument,
  type JsonObject,
  jsonObject,
  WaygateError,
} from '@waygate/schema';
import type { StagedNode } from '../admin/admin-deps.ts';
import { type ConfigRequest, member, text } from './config-request.ts';
import { type LiveJourney, nodeIn, placesOf } from './live-journeys.ts';
import { withKnownSecrets } from './node-secrets.ts';

/** A journey as a client wrote it, and which nodes it took from among those that stood in none. */
export interface WrittenJourney {
  readonly document: JourneyDocument;
  readonly staged: readonly string[];
}

/**
 * Puts a journey together: the tree as the client wrote it, its nodes as they were written before it or as they stand in live journeys.
 * @param written what the client writes beside the tree, by id
 * @throws WaygateError `config.invalid` (input) that names every node which nobody wrote
 */
export async function journeyFromTree(
  request: ConfigRequest,
  tree: JsonObject,
  live: readonly LiveJourney[],
  written: ReadonlyMap<string, { readonly type: string; readonly config: JsonObject }> = new Map(),
): Promise<WrittenJourney> {
  const { deps, realm } = request;
  const name = text(tree, '_id') ?? '';
  const own = live.filter(({ document }) => document.name === name);
  // Looked at once: a tree may have thousands of nodes.
  const waiting = new Map((await deps.stagedNodes.list(realm)).map((node) => [node.id, node]));
  const staged: string[] = [];
  const missing: string[] = [];
  const find = (id: string, type: string): JsonObject | undefined => {
    const here = [...placesOf(own, id), ...placesOf(live, id)].map(({ node }) => node).find((node) => node.type === type)?.config;
    const now = written.get(id);
    if (now?.type === type) return withKnownSecrets(type, now.config, here, deps.catalogue);
    const before: StagedNode | undefined = waiting.get(id);
    if (before?.type === type) {
      staged.push(id);
      return withKnownSecrets(type, before.config, here, deps.catalogue);
    }
    if (here === undefined) missing.push(id);
    return here;
  };
  const nodes: Record<string, JsonObject> = {};
  const innerNodes: Record<string, JsonObject> = {};
  for (const [id, entry] of Object.entries(nodeMap(tree))) {
    const config = find(id, text(entry, 'nodeType') ?? '');
    if (config === undefined) continue;
    nodes[id] = config;
    for (const child of childReferences(config)) {
      const childConfig = find(child._id, child.nodeType);
      if (childConfig !== undefined) innerNodes[child._id] = childConfig;
    }
  }
  if (missing.length > 0) {
    const ids = [...new Set(missing)];
    const message = `Data validation failed for the attribute, Nodes. Nobody has written ${ids.join(', ')}.`;
    throw new WaygateError('input', 'config.invalid', message, { details: { missingNodes: ids } });
  }
  const parsed = amJourney.safeParse({ tree, nodes, innerNodes });
  if (!parsed.success) throw malformed(parsed.error.issues.map(({ path, message }) => `${path.slice(1).join('.')} ${message}`));
  try {
    return { document: fromAmJourney(parsed.data), staged };
  } catch (error) {
    if (error instanceof WaygateError && error.kind === 'input') throw malformed([error.message]);
    throw error;
  }
}

/** The nodes of a journey that none of the others has. */
export function nodesOnlyIn(document: JourneyDocument, others: readonly LiveJourney[], author: string): StagedNode[] {
  return [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)].flatMap(([id, { type, version, config }]) =>
    others.some((other) => nodeIn(other.document, id) !== undefined)
      ? []
      : [{ id, type, ...(version === undefined ? {} : { version }), config, author }],
  );
}

function nodeMap(tree: JsonObject): Record<string, JsonObject> {
  const nodes = member(tree, 'nodes');
  if (nodes === undefined || nodes === null) return {};
  const entries = jsonObject.safeParse(nodes);
  if (!entries.success) throw malformed([]);
  return Object.fromEntries(
    Object.entries(entries.data).map(([id, entry]) => {
      const parsed = jsonObject.safeParse(entry);
      if (!parsed.success || text(parsed.data, 'nodeType') === undefined) throw malformed([`${id} has no nodeType.`]);
      return [id, parsed.data];
    }),
  );
}

function malformed(reasons: readonly string[]): WaygateError {
  const problems = reasons.slice(0, 20);
  return new WaygateError('input', 'config.invalid', ['Data validation failed for the attribute, Nodes', ...problems].join('. '), {
    details: { problems },
  });
}
