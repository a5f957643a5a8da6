import { type JourneyDocument, journeyNode, pageChild } from '@waygate/schema';
import { z } from 'zod';
import { addNode } from './add-node.ts';
import { own } from './own.ts';
import { childIds, withChildren } from './page-children.ts';
import type { Point } from './point.ts';

/** Part of a journey as it travels on the clipboard, between journeys and browser tabs. */
export const journeyFragment = z.object({
  waygate: z.literal('journey fragment'),
  nodes: z.record(z.string().max(256), journeyNode),
  innerNodes: z.record(z.string().max(256), pageChild),
});
export type JourneyFragment = z.infer<typeof journeyFragment>;

/** Copies nodes with their pages and the wires between them. */
export function copyFragment(document: JourneyDocument, ids: readonly string[]): JourneyFragment {
  const wanted = new Set(ids.filter((id) => Object.hasOwn(document.nodes, id)));
  const nodes: JourneyFragment['nodes'] = {};
  const innerNodes: JourneyFragment['innerNodes'] = {};
  for (const id of wanted) {
    const node = own(document.nodes, id);
    if (node === undefined) continue;
    nodes[id] = { ...node, connections: Object.fromEntries(Object.entries(node.connections).filter(([, target]) => wanted.has(target))) };
    for (const childId of childIds(document, id)) {
      const child = own(document.innerNodes, childId);
      if (child !== undefined) innerNodes[childId] = child;
    }
  }
  return { waygate: 'journey fragment', nodes, innerNodes };
}

/**
 * Adds a fragment under new ids.
 * @param at where its upper left corner comes to stand
 * @param newId makes an id that nothing has
 * @returns the journey and the ids of the new nodes on the canvas
 */
export function pasteFragment(
  document: JourneyDocument,
  fragment: JourneyFragment,
  at: Point,
  newId: () => string,
): { readonly document: JourneyDocument; readonly ids: readonly string[] } {
  const entries = Object.entries(fragment.nodes);
  if (entries.length === 0) return { document, ids: [] };
  const left = Math.min(...entries.map(([, { x }]) => x));
  const top = Math.min(...entries.map(([, { y }]) => y));
  const renamed = new Map([...Object.keys(fragment.nodes), ...Object.keys(fragment.innerNodes)].map((id) => [id, newId()]));
  const named = (id: string) => renamed.get(id) ?? id;
  let next: JourneyDocument = {
    ...document,
    innerNodes: {
      ...document.innerNodes,
      ...Object.fromEntries(Object.entries(fragment.innerNodes).map(([id, child]) => [named(id), child])),
    },
  };
  const source: JourneyDocument = { ...document, nodes: fragment.nodes, innerNodes: fragment.innerNodes };
  const links: [string, Record<string, string>][] = [];
  for (const [id, node] of entries) {
    const children = childIds(source, id).filter((child) => renamed.has(child));
    const connections = Object.fromEntries(
      Object.entries(node.connections).flatMap(([outcome, target]) =>
        renamed.has(target) ? [[renamedOutcome(outcome, children, named), named(target)] as const] : [],
      ),
    );
    const placed = { ...node, connections: {}, x: Math.round(at.x + node.x - left), y: Math.round(at.y + node.y - top) };
    next = addNode(next, named(id), node.type === 'PageNode' ? withChildren(next, placed, children.map(named)) : placed);
    links.push([named(id), connections]);
  }
  const nodes = { ...next.nodes };
  for (const [id, connections] of links) {
    const node = own(nodes, id);
    if (node !== undefined) nodes[id] = { ...node, connections };
  }
  return { document: { ...next, nodes }, ids: links.map(([id]) => id) };
}

/** An outcome of a page of version 2.0 begins with the id of its last node. */
function renamedOutcome(outcome: string, children: readonly string[], named: (id: string) => string): string {
  const child = children.find((id) => outcome.startsWith(`${id}-`));
  return child === undefined ? outcome : `${named(child)}-${outcome.slice(child.length + 1)}`;
}
