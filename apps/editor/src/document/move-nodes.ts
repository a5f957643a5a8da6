import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { own } from './own.ts';
import type { Point } from './point.ts';

const STATIC = new Set([START_ID, SUCCESS_ID, FAILURE_ID]);

/** Puts nodes, Start and the ends at places, rounded to whole units. What is not there is passed over. */
export function moveNodes(document: JourneyDocument, places: Readonly<Record<string, Point>>): JourneyDocument {
  const nodes = { ...document.nodes };
  const staticNodes = { ...document.staticNodes };
  for (const [id, { x, y }] of Object.entries(places)) {
    const place = { x: Math.round(x), y: Math.round(y) };
    const node = own(nodes, id);
    if (node !== undefined) nodes[id] = { ...node, ...place };
    else if (STATIC.has(id)) staticNodes[id] = place;
  }
  return { ...document, nodes, staticNodes };
}

/** Where a node, Start or an end stands. */
export function placeOf(document: JourneyDocument, id: string): Point {
  const known = own(document.nodes, id) ?? own(document.staticNodes, id);
  if (known !== undefined) return { x: known.x, y: known.y };
  if (id === START_ID) return { x: 60, y: 240 };
  return id === SUCCESS_ID ? { x: 980, y: 160 } : { x: 980, y: 360 };
}
