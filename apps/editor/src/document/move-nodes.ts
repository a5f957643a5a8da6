import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { notesOf, placeNotes } from './notes.ts';
import { own } from './own.ts';
import type { Point } from './point.ts';

const STATIC = new Set([START_ID, SUCCESS_ID, FAILURE_ID]);

/** Puts nodes, notes, Start and the ends at places, rounded to whole units. What is not there is passed over; who stays where it is changes nothing. */
export function moveNodes(document: JourneyDocument, places: Readonly<Record<string, Point>>): JourneyDocument {
  const nodes: Record<string, JourneyDocument['nodes'][string]> = {};
  const staticNodes: Record<string, Point> = {};
  for (const [id, { x, y }] of Object.entries(places)) {
    const place = { x: Math.round(x), y: Math.round(y) };
    const node = own(document.nodes, id);
    if (node !== undefined) {
      if (node.x !== place.x || node.y !== place.y) nodes[id] = { ...node, ...place };
    } else if (STATIC.has(id)) {
      const before = own(document.staticNodes, id);
      if (before?.x !== place.x || before.y !== place.y) staticNodes[id] = place;
    }
  }
  const noted = placeNotes(document, places);
  if (Object.keys(nodes).length + Object.keys(staticNodes).length === 0) return noted;
  return { ...noted, nodes: { ...document.nodes, ...nodes }, staticNodes: { ...document.staticNodes, ...staticNodes } };
}

/** Where a node, a note, Start or an end stands. */
export function placeOf(document: JourneyDocument, id: string): Point {
  const known = own(document.nodes, id) ?? own(document.staticNodes, id);
  if (known !== undefined) return { x: known.x, y: known.y };
  if (id === START_ID) return { x: 60, y: 240 };
  if (id === SUCCESS_ID) return { x: 980, y: 160 };
  if (id === FAILURE_ID) return { x: 980, y: 360 };
  const note = notesOf(document).find((one) => one.id === id);
  return note === undefined ? { x: 0, y: 0 } : { x: note.x, y: note.y };
}
