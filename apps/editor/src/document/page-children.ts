import { childReferences, type JourneyDocument, type JourneyNode, type PageChild } from '@waygate/schema';
import { own } from './own.ts';

/** A node that stands on a page. */
export interface ChildOnPage {
  readonly id: string;
  readonly child: PageChild;
}

/** Ids of the nodes on a page, in order. */
export function childIds(document: JourneyDocument, pageId: string): string[] {
  const page = own(document.nodes, pageId);
  return page === undefined || page.type !== 'PageNode' ? [] : childReferences(page.config).map(({ _id }) => _id);
}

/** The nodes on a page, in order; what the journey names but does not hold is left out. */
export function pageChildrenOf(document: JourneyDocument, pageId: string): ChildOnPage[] {
  return childIds(document, pageId).flatMap((id) => {
    const child = own(document.innerNodes, id);
    return child === undefined ? [] : [{ id, child }];
  });
}

/** The page that a node stands on. */
export function pageOf(document: JourneyDocument, childId: string): string | undefined {
  return Object.keys(document.nodes).find((id) => childIds(document, id).includes(childId));
}

/**
 * A page whose children are these, in this order. Wires stay with the outcomes they begin at: from version 2.0 on an outcome of a page carries the id of its
 * last node before it, so that it is renamed with a new last node.
 */
export function withChildren(document: JourneyDocument, page: JourneyNode, ids: readonly string[]): JourneyNode {
  const before = childReferences(page.config).at(-1)?._id;
  const last = ids.at(-1);
  const nodes = ids.flatMap((id) => {
    const child = own(document.innerNodes, id);
    if (child === undefined) return [];
    return [
      {
        _id: id,
        nodeType: child.type,
        displayName: child.displayName,
        ...(child.version === undefined ? {} : { nodeVersion: child.version }),
      },
    ];
  });
  const connections =
    page.version === '2.0' && before !== undefined && last !== undefined && before !== last
      ? Object.fromEntries(Object.entries(page.connections).map(([outcome, target]) => [renamed(outcome, before, last), target]))
      : page.connections;
  return { ...page, connections, config: { ...page.config, nodes } };
}

function renamed(outcome: string, before: string, last: string): string {
  return outcome.startsWith(`${before}-`) ? `${last}-${outcome.slice(before.length + 1)}` : outcome;
}
