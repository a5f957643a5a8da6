import type { JourneyDocument } from '@waygate/schema';
import type { Size } from '../document/box.ts';
import { freePlace } from '../document/free-place.ts';
import { placeOf } from '../document/move-nodes.ts';
import type { Point } from '../document/point.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { NODE_WIDTH, nodeSize } from '../layout/node-size.ts';

/** Room for wires between a node and the one beside it, in units of the canvas. */
const GAP = 80;

/** Where something of a size can stand to the right of a node or of Start, covering nothing. */
export function placeBeside(state: Pick<EditorState, 'history' | 'outcomes'>, id: string, size: Size): Point {
  const document = state.history.present;
  const { x, y } = placeOf(document, id);
  return freePlace(document, { x: x + NODE_WIDTH + GAP, y }, size, sizesIn(document, state));
}

/** How large everything in a journey is drawn, by id. */
export function sizesIn(document: JourneyDocument, { outcomes }: Pick<EditorState, 'outcomes'>): (id: string) => Size {
  return (id) => nodeSize(document, id, outcomes.outcomesOf(document, id)?.length ?? 0);
}
