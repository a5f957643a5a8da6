import type { JourneyDocument, JourneyNode, PageChild } from '@waygate/schema';
import { isFreeId } from './is-free-id.ts';
import { own } from './own.ts';
import { childIds, pageOf, withChildren } from './page-children.ts';
import type { Point } from './point.ts';
import { withoutKeys } from './without-keys.ts';

/** Puts a new node on a page. @param index its place; past the end means last */
export function addToPage(document: JourneyDocument, pageId: string, index: number, id: string, child: PageChild): JourneyDocument {
  if (!isFreeId(document, id)) return document;
  return arranged({ ...document, innerNodes: { ...document.innerNodes, [id]: child } }, document, pageId, (ids) =>
    ids.toSpliced(index, 0, id),
  );
}

/** Puts a node of the canvas on a page. Wires to it lead to the page now, and a page that had no wires takes over the node's own when it is last. */
export function moveOntoPage(document: JourneyDocument, nodeId: string, pageId: string, index: number): JourneyDocument {
  const node = own(document.nodes, nodeId);
  const page = own(document.nodes, pageId);
  if (node === undefined || page?.type !== 'PageNode' || node.type === 'PageNode' || nodeId === pageId) return document;
  const { x: _x, y: _y, connections, ...child } = node;
  const rest = withoutKeys(document.nodes, new Set([nodeId]));
  const led = Object.fromEntries(
    Object.entries(rest).map(([id, other]) => [
      id,
      Object.values(other.connections).includes(nodeId)
        ? {
            ...other,
            connections: mapTargets(other.connections, (target) => (target === nodeId && id !== pageId ? pageId : target), nodeId),
          }
        : other,
    ]),
  );
  const without: JourneyDocument = {
    ...document,
    nodes: led,
    innerNodes: { ...document.innerNodes, [nodeId]: child },
    entryNodeId: document.entryNodeId === nodeId ? pageId : document.entryNodeId,
  };
  const next = arranged(without, document, pageId, (ids) => ids.toSpliced(index, 0, nodeId));
  const standing = own(next.nodes, pageId);
  if (standing === undefined || childIds(next, pageId).at(-1) !== nodeId) return next;
  const prefix = standing.version === '2.0' ? `${nodeId}-` : '';
  const own_ = Object.fromEntries(
    Object.entries(connections)
      .filter(([, target]) => target !== nodeId && target !== pageId)
      .map(([outcome, target]) => [`${prefix}${outcome}`, target]),
  );
  return { ...next, nodes: { ...next.nodes, [pageId]: { ...standing, connections: { ...own_, ...standing.connections } } } };
}

/** Takes a node off its page and puts it on the canvas, without wires. */
export function moveOffPage(document: JourneyDocument, childId: string, { x, y }: Point): JourneyDocument {
  const pageId = pageOf(document, childId);
  const child = own(document.innerNodes, childId);
  if (pageId === undefined || child === undefined) return document;
  const off = removeFromPage(document, childId);
  return { ...off, nodes: { ...off.nodes, [childId]: { ...child, connections: {}, x, y } } };
}

/** Gives a node another place, on its own page or on another. @param index its place when it is taken out of the list already */
export function moveWithinPages(document: JourneyDocument, childId: string, pageId: string, index: number): JourneyDocument {
  const from = pageOf(document, childId);
  if (from === undefined || own(document.nodes, pageId)?.type !== 'PageNode') return document;
  const taken = arranged(document, document, from, (ids) => ids.filter((id) => id !== childId));
  return arranged(taken, document, pageId, (ids) => ids.filter((id) => id !== childId).toSpliced(index, 0, childId));
}

/** Removes a node from its page. */
export function removeFromPage(document: JourneyDocument, childId: string): JourneyDocument {
  const pageId = pageOf(document, childId);
  if (pageId === undefined) return document;
  const next = arranged(document, document, pageId, (ids) => ids.filter((id) => id !== childId));
  return { ...next, innerNodes: withoutKeys(next.innerNodes, new Set([childId])) };
}

function arranged(
  document: JourneyDocument,
  unchanged: JourneyDocument,
  pageId: string,
  order: (ids: string[]) => string[],
): JourneyDocument {
  const page = own(document.nodes, pageId);
  if (page?.type !== 'PageNode') return unchanged;
  return { ...document, nodes: { ...document.nodes, [pageId]: withChildren(document, page, order(childIds(document, pageId))) } };
}

/** Wires of the page itself that led to the node it takes in lead nowhere. */
function mapTargets(connections: JourneyNode['connections'], change: (target: string) => string, gone: string): JourneyNode['connections'] {
  return Object.fromEntries(
    Object.entries(connections)
      .map(([outcome, target]) => [outcome, change(target)] as const)
      .filter(([, target]) => target !== gone),
  );
}
