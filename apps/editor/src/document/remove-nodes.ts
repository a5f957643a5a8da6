import { FAILURE_ID, type JourneyDocument } from '@waygate/schema';
import { childIds } from './page-children.ts';
import { withoutKeys } from './without-keys.ts';

/** Removes nodes with what stands on their pages and every wire to them. The ends and Start cannot be removed. */
export function removeNodes(document: JourneyDocument, ids: readonly string[]): JourneyDocument {
  const gone = new Set(ids.filter((id) => Object.hasOwn(document.nodes, id)));
  if (gone.size === 0) return document;
  const children = new Set([...gone].flatMap((id) => childIds(document, id)));
  const nodes = Object.fromEntries(
    Object.entries(document.nodes)
      .filter(([id]) => !gone.has(id))
      .map(([id, node]) => {
        const connections = Object.entries(node.connections);
        const kept = connections.filter(([, target]) => !gone.has(target));
        return [id, kept.length === connections.length ? node : { ...node, connections: Object.fromEntries(kept) }];
      }),
  );
  return {
    ...document,
    nodes,
    innerNodes: withoutKeys(document.innerNodes, children),
    entryNodeId: gone.has(document.entryNodeId) ? FAILURE_ID : document.entryNodeId,
  };
}
