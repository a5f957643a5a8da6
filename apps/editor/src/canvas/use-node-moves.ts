import { type EdgeChange, type NodeChange, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import { placeOnWire } from '../document/add-node.ts';
import { targetOf } from '../document/connect.ts';
import { moveOntoPage } from '../document/edit-page.ts';
import { moveNodes } from '../document/move-nodes.ts';
import { pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import type { CanvasUiStore } from './canvas-ui.ts';
import { DropMark } from './drop-mark.ts';
import { type DropPlace, dropPlaceAt } from './drop-place.ts';
import type { FlowNode } from './flow-model.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { outcomeCountOf, pageRefusal } from './page-refusal.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/**
 * When is looked what lies under a node that is dragged, milliseconds: a hand in full swing means nothing yet, so that it is looked less often than for one that slows
 * down.
 */
const LOOK_MS = 40;
const LATEST_LOOK_MS = 160;

type DragEvent = globalThis.MouseEvent | globalThis.TouchEvent;

/** Selecting and moving what stands on the canvas, and letting it go on a page or a wire. */
export function useNodeMoves() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const drawing = useStoreApi();
  const [mark] = useState(() => new DropMark(() => sheetOf(ui)));
  const [look] = useState((): { timer: ReturnType<typeof setTimeout> | undefined; last: number } => ({ timer: undefined, last: 0 }));
  useEffect(() => () => clearTimeout(look.timer), [look]);

  const onNodesChange = useCallback(
    (changes: readonly NodeChange<FlowNode>[]) => {
      const { selection, select, selectedWires, change, history } = store.getState();
      const picks = changes.filter((one) => one.type === 'select');
      if (picks.length > 0) {
        const next = new Set(selection);
        for (const { id, selected } of picks) {
          if (selected) next.add(id);
          else next.delete(id);
        }
        // Page children are selected beside their pages, which React Flow knows nothing of.
        if (picks.some((one) => one.selected)) for (const id of next) if (pageOf(history.present, id) !== undefined) next.delete(id);
        select(next, selectedWires);
      }
      const places: Record<string, Point> = {};
      for (const one of changes) {
        if (one.type === 'position' && one.dragging !== true && one.position !== undefined) places[one.id] = one.position;
      }
      const ids = Object.keys(places);
      if (ids.length > 0 && !ui.getState().held.isPutBack) change(t('moved'), (before) => moveNodes(before, places), gestureOf(ids));
    },
    [store, ui],
  );

  const onEdgesChange = useCallback(
    (changes: readonly EdgeChange[]) => {
      const { selectedWires, select, selection } = store.getState();
      const picks = changes.filter((one) => one.type === 'select');
      if (picks.length === 0) return;
      const next = new Set(selectedWires);
      for (const { id, selected } of picks) {
        if (selected) next.add(id);
        else next.delete(id);
      }
      select(selection, next);
    },
    [store],
  );

  const placeUnder = useCallback(
    (event: DragEvent, node: FlowNode, dragged: readonly FlowNode[]): DropPlace | undefined => {
      if (dragged.length !== 1 || node.type !== 'journey') return undefined;
      const place = dropPlaceAt(drawing.getState(), pointOf(event), node.id);
      const isOwnWire =
        place.kind === 'wire' && (place.wire.nodeId === node.id || targetOf(store.getState().history.present, place.wire) === node.id);
      return place.kind === 'canvas' || isOwnWire ? undefined : place;
    },
    [store, drawing],
  );

  const onNodeDrag = useCallback(
    (event: DragEvent, node: FlowNode, dragged: FlowNode[]) => {
      clearTimeout(look.timer);
      if (ui.getState().held.isPutBack) return mark.show(undefined);
      const latest = look.last + LATEST_LOOK_MS - performance.now();
      look.timer = setTimeout(
        () => {
          look.last = performance.now();
          mark.show(placeUnder(event, node, dragged));
        },
        Math.max(0, Math.min(LOOK_MS, latest)),
      );
    },
    [ui, look, mark, placeUnder],
  );

  const onNodeDragStop = useCallback(
    (event: DragEvent, node: FlowNode, dragged: FlowNode[]) => {
      clearTimeout(look.timer);
      mark.show(undefined);
      const state = store.getState();
      if (ui.getState().held.endDrag()) return state.endGesture();
      const gesture = gestureOf(dragged.map(({ id }) => id));
      const place = placeUnder(event, node, dragged);
      const name = nameOf(state.history.present, node.id);
      if (place?.kind === 'page' && node.type === 'journey') {
        const subject = { type: node.data.node.type, name, id: node.id, outcomeCount: outcomeCountOf(state, node.id) };
        const refused = pageRefusal(state, subject, place.pageId, place.index);
        if (refused !== undefined) ui.getState().refuse(refused);
        else {
          state.change(t('ontoPage', { name }), (before) => moveOntoPage(before, node.id, place.pageId, place.index), gesture);
          state.select([node.id]);
          ui.getState().say(t('ontoPage', { name }));
        }
      } else if (place?.kind === 'wire') {
        const first = state.outcomes.outcomesOf(state.history.present, node.id)?.[0]?.id;
        state.change(t('onWire', { name }), (before) => placeOnWire(before, place.wire, node.id, first), gesture);
        ui.getState().say(t('onWire', { name }));
      }
      state.endGesture();
    },
    [store, ui, look, mark, placeUnder],
  );

  return { onNodesChange, onEdgesChange, onNodeDrag, onNodeDragStop };
}

function gestureOf(ids: readonly string[]): string {
  return `move:${[...ids].sort().join()}`;
}

/** What lies over the drawing while something is held. */
function sheetOf(ui: CanvasUiStore): Element | null {
  const { held } = ui.getState();
  return held.box() === undefined ? null : held.sheet;
}

function pointOf(event: DragEvent): Point {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}
