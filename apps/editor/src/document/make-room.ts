import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { type Box, isCrowded, type Size } from './box.ts';
import { targetOf } from './connect.ts';
import { moveNodes, placeOf } from './move-nodes.ts';
import { notesOf } from './notes.ts';
import type { OutcomeSource } from './outcome-source.ts';
import type { Point } from './point.ts';

/** Room that a wire needs between two nodes, in units of the canvas. */
const GAP = 60;

/**
 * Finds where a node that is put into a wire can stand. When there is no room between the two ends of the wire, everything from its far end on moves to the right.
 * @param wanted where the author let it go
 * @param sizeOf how large what stands there is drawn, by id
 */
export function makeRoom(
  document: JourneyDocument,
  wire: OutcomeSource,
  wanted: Point,
  size: Size,
  sizeOf: (id: string) => Size,
): { readonly document: JourneyDocument; readonly at: Point } {
  const target = targetOf(document, wire);
  const isInTheWay = (id: string, place: Point) => isCrowded({ ...placeOf(document, id), ...sizeOf(id) }, { ...place, ...size }, GAP / 2);
  const ids = [...Object.keys(document.nodes), START_ID, SUCCESS_ID, FAILURE_ID];
  if (target === undefined || !ids.some((id) => isInTheWay(id, wanted))) return { document, at: wanted };
  const from: Box = { ...placeOf(document, wire.nodeId), ...sizeOf(wire.nodeId) };
  const to = placeOf(document, target);
  const left = from.x + from.width + GAP;
  // A wire that leads back has its ends the other way round: there is no side to push to.
  if (to.x < from.x + from.width) return { document, at: wanted };
  const at = { x: left, y: Math.round((from.y + to.y) / 2) };
  const by = left + size.width + GAP - to.x;
  if (by <= 0) return { document, at: { x: Math.round((from.x + from.width + to.x - size.width) / 2), y: at.y } };
  const moved = [...ids, ...notesOf(document).map(({ id }) => id)]
    .map((id) => ({ id, place: placeOf(document, id) }))
    .filter(({ id, place }) => place.x >= to.x && id !== wire.nodeId);
  return { document: moveNodes(document, Object.fromEntries(moved.map(({ id, place }) => [id, { x: place.x + by, y: place.y }]))), at };
}
