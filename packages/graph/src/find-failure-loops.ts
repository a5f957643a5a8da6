import type { JourneyDocument } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import type { Problem } from './problem.ts';
import { supportedType } from './supported-type.ts';

/**
 * Finds nodes whose failure leads back to them by way of a page: what a person types there may be what makes them fail, and then nobody but the person ends it.
 * @param isError whether a node is in a loop that is an error already
 * @returns a warning for each
 */
export function findFailureLoops<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  isError: (nodeId: string) => boolean,
): Problem[] {
  return Object.entries(document.nodes).flatMap(([nodeId, node]) => {
    const silent = supportedType(catalogue, node)?.silentOutcomes ?? [];
    const name = node.displayName || nodeId;
    return silent
      .filter((outcome) => !isError(nodeId) && comesBack(document, catalogue, nodeId, node.connections[outcome]))
      .map(
        (outcome): Problem => ({
          severity: 'warning',
          code: 'journey.failure_loop',
          message: `Outcome ${outcome} of ${name} leads back to it, so whoever types what makes it fail goes round for ever. Let it lead elsewhere, or put a Retry Limit Decision into the loop.`,
          parameters: { node: name, outcome },
          nodeId,
          outcome,
        }),
      );
  });
}

/** Whether a way leads from one node to another that nothing ends. */
function comesBack<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  home: string,
  from: string | undefined,
): boolean {
  const seen = new Set<string>();
  const open = from === undefined ? [] : [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === home) return true;
    const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined;
    if (node === undefined || seen.has(id) || supportedType(catalogue, node)?.boundsLoops === true) continue;
    seen.add(id);
    open.push(...Object.values(node.connections));
  }
  return false;
}
