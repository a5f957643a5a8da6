import { START_ID } from '@waygate/schema';
import { targetOf } from '../document/connect.ts';
import { freePlace } from '../document/free-place.ts';
import { placeOf } from '../document/move-nodes.ts';
import { type OutcomeSource, START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import type { Point } from '../document/point.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { nodeSize } from '../layout/node-size.ts';

/** Room that is left for wires between a node and the one that is put after it, in units of the canvas. */
const GAP = 80;

/**
 * Where a node that comes after the selected one goes: to the right of it, behind its first outcome that leads nowhere yet.
 * @returns undefined when no node of the canvas is selected; no source when all its outcomes lead somewhere
 */
export function placeAfter({
  history: { present: document },
  selection,
  outcomes,
}: Pick<EditorState, 'history' | 'selection' | 'outcomes'>):
  | { readonly at: Point; readonly source: OutcomeSource | undefined }
  | undefined {
  const [id] = selection;
  if (id === undefined || (id !== START_ID && own(document.nodes, id) === undefined)) return undefined;
  const all = id === START_ID ? [{ id: START_OUTCOME }] : (outcomes.outcomesOf(document, id) ?? []);
  const sizeOf = (one: string) => nodeSize(document, one, outcomes.outcomesOf(document, one)?.length ?? 0);
  const free = all.find((one) =>
    id === START_ID
      ? own(document.nodes, document.entryNodeId) === undefined
      : targetOf(document, { nodeId: id, outcome: one.id }) === undefined,
  );
  const { x, y } = placeOf(document, id);
  const at = freePlace(document, { x: x + sizeOf(id).width + GAP, y }, { width: 220, height: 118 }, sizeOf);
  return { at, source: free === undefined ? undefined : { nodeId: id, outcome: free.id } };
}
