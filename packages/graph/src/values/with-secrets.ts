import type { JourneyDocument, Json, JsonObject, PageChild } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';

/** A journey with every secret member that is there changed. @returns the same journey when nothing changes */
export function withSecrets<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  change: (nodeId: string, member: string, value: Json, node: PageChild) => Json,
): JourneyDocument {
  let isChanged = false;
  const changed = <N extends PageChild>(nodes: Readonly<Record<string, N>>): Record<string, N> =>
    Object.fromEntries(
      Object.entries(nodes).map(([nodeId, node]) => {
        const config: JsonObject = { ...node.config };
        for (const member of catalogue.get(node.type)?.secrets ?? []) {
          const value = Object.hasOwn(config, member) ? config[member] : undefined;
          if (value === undefined) continue;
          const next = change(nodeId, member, value, node);
          isChanged ||= next !== value;
          config[member] = next;
        }
        return [nodeId, { ...node, config }];
      }),
    );
  const next = { ...document, nodes: changed(document.nodes), innerNodes: changed(document.innerNodes) };
  return isChanged ? next : document;
}

/** The node of an id, on the canvas or on a page. */
export function nodeOf(document: JourneyDocument, id: string): PageChild | undefined {
  if (Object.hasOwn(document.nodes, id)) return document.nodes[id];
  return Object.hasOwn(document.innerNodes, id) ? document.innerNodes[id] : undefined;
}
