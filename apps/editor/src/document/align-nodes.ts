import type { JourneyDocument } from '@waygate/schema';
import type { Size } from './box.ts';
import { moveNodes, placeOf } from './move-nodes.ts';
import type { Point } from './point.ts';

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom' | 'spread-horizontally' | 'spread-vertically';

/** Brings nodes into line, or spreads them evenly between the two outermost. @param sizes as drawn, by id */
export function alignNodes(
  document: JourneyDocument,
  ids: readonly string[],
  alignment: Alignment,
  sizes: (id: string) => Size,
): JourneyDocument {
  if (ids.length < 2) return document;
  const boxes = ids.map((id) => ({ id, ...placeOf(document, id), ...sizes(id) }));
  const places: Record<string, Point> = {};
  const left = Math.min(...boxes.map(({ x }) => x));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const top = Math.min(...boxes.map(({ y }) => y));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  if (alignment === 'spread-horizontally' || alignment === 'spread-vertically') return moveNodes(document, spread(boxes, alignment));
  for (const { id, x, y, width, height } of boxes) {
    if (alignment === 'left') places[id] = { x: left, y };
    else if (alignment === 'right') places[id] = { x: right - width, y };
    else if (alignment === 'center') places[id] = { x: (left + right - width) / 2, y };
    else if (alignment === 'top') places[id] = { x, y: top };
    else if (alignment === 'bottom') places[id] = { x, y: bottom - height };
    else places[id] = { x, y: (top + bottom - height) / 2 };
  }
  return moveNodes(document, places);
}

function spread(boxes: readonly (Point & Size & { readonly id: string })[], alignment: Alignment): Record<string, Point> {
  const sideways = alignment === 'spread-horizontally';
  const from = (box: Point) => (sideways ? box.x : box.y);
  const length = (box: Size) => (sideways ? box.width : box.height);
  const sorted = [...boxes].sort((a, b) => from(a) - from(b));
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return {};
  const total = from(last) + length(last) - from(first) - sorted.reduce((sum, box) => sum + length(box), 0);
  const gap = total / (sorted.length - 1);
  let at = from(first);
  const places: Record<string, Point> = {};
  for (const box of sorted) {
    places[box.id] = sideways ? { x: at, y: box.y } : { x: box.x, y: at };
    at += length(box) + gap;
  }
  return places;
}
