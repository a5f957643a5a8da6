import { Graph, layout } from '@dagrejs/dagre';
import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import type { Size } from '../document/box.ts';
import { placeOf } from '../document/move-nodes.ts';
import type { Point } from '../document/point.ts';

/**
 * Lays a journey out from left to right along its wires, the same journey always the same.
 * @param only ids to place; they come to stand around the middle of where they stood. Undefined places all, with Start and the ends
 * @returns the places of the upper left corners
 */
export function layoutJourney(
  document: JourneyDocument,
  only: readonly string[] | undefined,
  sizeOf: (id: string) => Size,
): Record<string, Point> {
  const ids = only ?? [START_ID, ...Object.keys(document.nodes), SUCCESS_ID, FAILURE_ID];
  const wanted = new Set(ids);
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 90, marginx: 40, marginy: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { ...sizeOf(id) });
  const link = (from: string, to: string) => {
    if (wanted.has(from) && wanted.has(to) && from !== to) graph.setEdge(from, to);
  };
  link(START_ID, document.entryNodeId);
  for (const [id, { connections }] of Object.entries(document.nodes)) for (const target of Object.values(connections)) link(id, target);
  layout(graph);
  const places: Record<string, Point> = {};
  for (const id of ids) {
    const { x, y, width, height } = graph.node(id) as Point & Size;
    places[id] = { x: Math.round(x - width / 2), y: Math.round(y - height / 2) };
  }
  return only === undefined ? places : around(document, places);
}

/** Keeps the middle of a selection where it was. */
function around(document: JourneyDocument, places: Readonly<Record<string, Point>>): Record<string, Point> {
  const ids = Object.keys(places);
  if (ids.length === 0) return {};
  const middle = (points: readonly Point[]) => ({
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  });
  const before = middle(ids.map((id) => placeOf(document, id)));
  const after = middle(Object.values(places));
  return Object.fromEntries(
    Object.entries(places).map(([id, { x, y }]) => [id, { x: Math.round(x + before.x - after.x), y: Math.round(y + before.y - after.y) }]),
  );
}
