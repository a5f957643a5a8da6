import { type JourneyDocument, journeyNode, pageChild } from '@waygate/schema';
import { z } from 'zod';
import { addNode } from './add-node.ts';
import { type Note, note, notesOf, putNote } from './notes.ts';
import { own } from './own.ts';
import { childIds, pageOf, withChildren } from './page-children.ts';
import type { Point } from './point.ts';

/** Part of a journey as it travels on the clipboard, between journeys and browser tabs. */
export const journeyFragment = z.object({
  waygate: z.literal('journey fragment'),
  nodes: z.record(z.string().max(256), journeyNode),
  innerNodes: z.record(z.string().max(256), pageChild),
  notes: z.array(note).max(500).default([]),
});
export type JourneyFragment = z.infer<typeof journeyFragment>;

/** Copies nodes with their pages and the wires between them, and notes. A node that stands on a page is copied as one that stands alone. */
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
  for (const [place, id] of ids.entries()) {
    const child = own(document.innerNodes, id);
    const pageId = child === undefined ? undefined : pageOf(document, id);
    if (child === undefined || pageId === undefined || wanted.has(pageId)) continue;
    const page = own(document.nodes, pageId);
    nodes[id] = { ...child, connections: {}, x: page?.x ?? 0, y: (page?.y ?? 0) + place * 40 };
  }
  return { waygate: 'journey fragment', nodes, innerNodes, notes: notesOf(document).filter(({ id }) => ids.includes(id)) };
}

/** Whether there is nothing in it. */
export function isEmptyFragment({ nodes, notes }: JourneyFragment): boolean {
  return Object.keys(nodes).length + notes.length === 0;
}

/** Where the upper left corner of a fragment stood. */
export function cornerOf({ nodes, notes }: JourneyFragment): Point {
  const all: readonly Point[] = [...Object.values(nodes), ...notes];
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.min(...all.map(({ y }) => y)) };
}

/**
 * Adds a fragment under new ids.
 * @param at where its upper left corner comes to stand
 * @param newId makes an id that nothing has
 * @returns the journey and the ids of the new nodes and notes on the canvas
 */
export function pasteFragment(
  document: JourneyDocument,
  fragment: JourneyFragment,
  at: Point,
  newId: () => string,
): { readonly document: JourneyDocument; readonly ids: readonly string[] } {
  if (isEmptyFragment(fragment)) return { document, ids: [] };
  const entries = Object.entries(fragment.nodes);
  const { x: left, y: top } = cornerOf(fragment);
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
  const notes = fragment.notes.map(
    (one): Note => ({ ...one, id: newId(), x: Math.round(at.x + one.x - left), y: Math.round(at.y + one.y - top) }),
  );
  const pasted = notes.reduce(putNote, { ...next, nodes });
  return { document: pasted, ids: [...links.map(([id]) => id), ...notes.map(({ id }) => id)] };
}

/** An outcome of a page of version 2.0 begins with the id of its last node. */
function renamedOutcome(outcome: string, children: readonly string[], named: (id: string) => string): string {
  const child = children.find((id) => outcome.startsWith(`${id}-`));
  return child === undefined ? outcome : `${named(child)}-${outcome.slice(child.length + 1)}`;
}
