import type { ReactFlowState, Rect } from '@xyflow/react';
import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';
import { readWireId } from '../editor/wire-id.ts';

/** What lies under a point of the screen: a page with the place in its list, a wire, or the canvas. */
export type DropPlace =
  | { readonly kind: 'page'; readonly pageId: string; readonly index: number }
  | { readonly kind: 'wire'; readonly wire: OutcomeSource; readonly id: string }
  | { readonly kind: 'canvas' };

type Drawing = Pick<ReactFlowState, 'nodes' | 'nodeLookup' | 'transform' | 'domNode'>;

/** How far at least from its line a wire still takes the pointer, in units of the canvas. */
const REACH = 12;

/**
 * Finds what something is dragged over. It is worked out of what the drawing knows: asking the page what lies under a point has the browser search all of it, and what is
 * dragged, which lies under the pointer, would have to be taken out of its way, and so painted anew.
 * @param point on the screen
 * @param draggedId node that is dragged, and is not what it is dragged over
 */
export function dropPlaceAt(drawing: Drawing, point: Point, draggedId?: string): DropPlace {
  const frame = drawing.domNode?.getBoundingClientRect();
  if (drawing.domNode === null || frame === undefined || !holds(frame, point)) return { kind: 'canvas' };
  const panels = [...drawing.domNode.querySelectorAll('.react-flow__panel')];
  if (panels.some((panel) => holds(panel.getBoundingClientRect(), point))) return { kind: 'canvas' };
  const [x, y, zoom] = drawing.transform;
  const at = { x: (point.x - frame.left - x) / zoom, y: (point.y - frame.top - y) / zoom };
  // What is drawn later lies on top.
  const node = drawing.nodes.findLast(({ id, type }) => type !== 'note' && id !== draggedId && holds(boxOf(drawing, id), at));
  if (node !== undefined) return onNode(drawing.domNode, node.id, point.y);
  const id = wireAt(drawing.domNode, at);
  const wire = id === undefined ? undefined : readWireId(id);
  return id === undefined || wire === undefined ? { kind: 'canvas' } : { kind: 'wire', wire, id };
}

function onNode(canvas: HTMLElement, id: string, y: number): DropPlace {
  const list = canvas.querySelector<HTMLElement>(`[data-page="${CSS.escape(id)}"]`);
  return list === null ? { kind: 'canvas' } : { kind: 'page', pageId: id, index: indexIn(list, y) };
}

function indexIn(list: HTMLElement, y: number): number {
  const rows = [...list.querySelectorAll('[data-child]')].map((row) => row.getBoundingClientRect());
  const at = rows.findIndex(({ top, height }) => y < top + height / 2);
  return at < 0 ? rows.length : at;
}

/** Looks at boxes first: to ask a path itself is dear. */
function wireAt(canvas: HTMLElement, { x, y }: Point): string | undefined {
  const paths = [...canvas.querySelectorAll<SVGPathElement>('.react-flow__edge-interaction')];
  const path = paths.findLast((one) => {
    const box = one.getBBox();
    const isNear = x >= box.x - REACH && x <= box.x + box.width + REACH && y >= box.y - REACH && y <= box.y + box.height + REACH;
    return isNear && one.isPointInStroke(new DOMPoint(x, y));
  });
  return path?.closest('.react-flow__edge')?.getAttribute('data-id') ?? undefined;
}

function boxOf({ nodeLookup }: Drawing, id: string): Rect | undefined {
  const node = nodeLookup.get(id);
  if (node === undefined) return undefined;
  return { ...node.internals.positionAbsolute, width: node.measured.width ?? 0, height: node.measured.height ?? 0 };
}

function holds(box: Rect | undefined, { x, y }: Point): boolean {
  return box !== undefined && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
