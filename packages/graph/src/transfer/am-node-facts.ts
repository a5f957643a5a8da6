import type { AmNodeFacts, JourneyDocument, JourneyNode, PageChild } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { supportedType } from '../supported-type.ts';
import { outcomesOf } from '../validate-journey.ts';

/** What AM says of the nodes of a journey. Of a node that this server cannot run, nobody knows more outcomes than those that are connected. */
export function amNodeFacts<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
): (node: PageChild | JourneyNode) => AmNodeFacts {
  return (node) => {
    const connections = 'connections' in node ? node.connections : {};
    const type = supportedType(catalogue, node);
    const known = type === undefined ? undefined : outcomesOf(document, catalogue, { ...node, connections, x: 0, y: 0 });
    const outcomes =
      known ??
      Object.keys(connections)
        .sort()
        .map((id) => ({ id, displayName: id }));
    return { name: type?.displayName ?? node.type, outcomes };
  };
}
