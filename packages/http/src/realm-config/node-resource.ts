import { amNodeFacts } from '@waygate/graph';
import { amNode, type JourneyDocument, type JourneyNode, type JsonObject, type PageChild } from '@waygate/schema';
import type { AdminDeps, StagedNode } from '../admin/admin-deps.ts';
import { withoutSecrets } from './node-secrets.ts';

/** A node of a journey as AM has it, without its secrets. */
export function liveNodeResource(deps: AdminDeps, document: JourneyDocument, id: string, node: PageChild | JourneyNode): JsonObject {
  const { config, ...rest } = node;
  return amNode(id, { ...rest, config: withoutSecrets(node.type, config, deps.catalogue) }, amNodeFacts(document, deps.catalogue)(node));
}

/** A node that stands in no journey as AM has it, without its secrets. What a page with it would answer follows from its children. */
export function stagedNodeResource(deps: AdminDeps, node: StagedNode, others: (id: string) => PageChild | undefined): JsonObject {
  const instance = stagedInstance(node);
  const children = childrenOf(instance.config).flatMap((id) => {
    const child = others(id);
    return child === undefined ? [] : [[id, child] as const];
  });
  const document: JourneyDocument = { ...NO_JOURNEY, innerNodes: Object.fromEntries(children) };
  return liveNodeResource(deps, document, node.id, instance);
}

/** A staged node as it would stand on a page. */
export function stagedInstance({ type, version, config }: StagedNode): PageChild {
  return { type, ...(version === undefined ? {} : { version }), displayName: '', config };
}

function childrenOf(config: JsonObject): string[] {
  const list = Object.hasOwn(config, 'nodes') ? config['nodes'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((child) =>
    typeof child === 'object' && child !== null && !Array.isArray(child) && typeof child['_id'] === 'string' ? [child['_id']] : [],
  );
}

const NO_JOURNEY: JourneyDocument = {
  name: 'none',
  enabled: true,
  innerTreeOnly: false,
  mustRun: false,
  noSession: false,
  transactionalOnly: false,
  entryNodeId: 'none',
  nodes: {},
  innerNodes: {},
  staticNodes: {},
  uiConfig: {},
};
