import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { type Box, isCrowded, type Size } from './box.ts';
import { placeOf } from './move-nodes.ts';
import type { Point } from './point.ts';

/** Least room between two nodes, in units of the canvas. */
const GAP = 20;

/**
 * The nearest place at or below a wanted one where something of a size covers no node.
 * @param sizeOf how large what stands there is drawn, by id
 */
export function freePlace(document: JourneyDocument, wanted: Point, size: Size, sizeOf: (id: string) => Size): Point {
  const taken: Box[] = [...Object.keys(document.nodes), START_ID, SUCCESS_ID, FAILURE_ID].map((id) => ({
    ...placeOf(document, id),
    ...sizeOf(id),
  }));
  let { x, y } = wanted;
  for (;;) {
    const box = { x, y, ...size };
    const inTheWay = taken.filter((one) => isCrowded(one, box, GAP));
    if (inTheWay.length === 0) return { x, y };
    // The lowest edge of what is in the way is always below the wanted place, so this ends.
    y = Math.max(...inTheWay.map((one) => one.y + one.height)) + GAP;
    x = wanted.x;
  }
}
