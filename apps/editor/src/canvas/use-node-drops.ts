import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type DragEvent, useCallback, useState } from 'react';
import { placeOnWire } from '../document/add-node.ts';
import { nodeOf } from '../document/edit-node.ts';
import { moveOffPage, moveWithinPages } from '../document/edit-page.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { NODE_WIDTH, TARGET_Y } from '../layout/node-size.ts';
import { isNodeDrag, readNodeDrag } from '../palette/node-drag.ts';
import { DropMark } from './drop-mark.ts';
import { dropPlaceAt } from './drop-place.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { outcomeCountOf, pageRefusal } from './page-refusal.ts';
import { useAddNode } from './use-add-node.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** What is dragged onto the canvas with the browser's own drag and drop: node types out of the palette, and nodes off a page. */
export function useNodeDrops() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();
  const drawing = useStoreApi();
  const addNode = useAddNode();
  const [mark] = useState(() => new DropMark());

  const onDragOver = useCallback(
    (event: DragEvent) => {
      if (!isNodeDrag(event.dataTransfer) || store.getState().readOnly) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      mark.show(dropPlaceAt(drawing.getState(), { x: event.clientX, y: event.clientY }));
    },
    [store, drawing, mark],
  );

  const onDragLeave = useCallback(
    (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) mark.show(undefined);
    },
    [mark],
  );

  const onDrop = useCallback(
    (event: DragEvent) => {
      mark.show(undefined);
      const drag = readNodeDrag(event.dataTransfer);
      if (drag === undefined) return;
      event.preventDefault();
      const screen = { x: event.clientX, y: event.clientY };
      const place = dropPlaceAt(drawing.getState(), screen);
      const under = flow.screenToFlowPosition(screen);
      const at = { x: under.x - NODE_WIDTH / 2, y: under.y - TARGET_Y };
      const state = store.getState();
      if (drag.kind === 'type') {
        const type = state.catalogue.get(drag.type);
        if (type !== undefined) addNode(type, place.kind === 'page' ? place : { ...place, at });
        return;
      }
      const { present } = state.history;
      const name = nameOf(present, drag.id);
      if (place.kind !== 'page') {
        const first = state.outcomes.outcomesOfChild(nodeOf(present, drag.id) ?? { type: '', displayName: '', config: {} })?.[0]?.id;
        state.change(t('offPage', { name }), (document) => {
          const off = moveOffPage(document, drag.id, at);
          return place.kind === 'wire' ? placeOnWire(off, place.wire, drag.id, first) : off;
        });
        state.select([drag.id]);
        ui.getState().say(t('offPage', { name }));
        return;
      }
      const before = childIds(present, place.pageId).indexOf(drag.id);
      const isSamePage = pageOf(present, drag.id) === place.pageId;
      const index = isSamePage && before >= 0 && before < place.index ? place.index - 1 : place.index;
      const subject = { type: nodeOf(present, drag.id)?.type ?? '', name, id: drag.id, outcomeCount: outcomeCountOf(state, drag.id) };
      const refused = pageRefusal(state, subject, place.pageId, index);
      if (refused !== undefined) return ui.getState().refuse(refused);
      state.change(t('reordered'), (document) => moveWithinPages(document, drag.id, place.pageId, index));
      state.select([drag.id]);
      ui.getState().say(t('reordered'));
    },
    [store, ui, flow, drawing, addNode, mark],
  );

  return { onDragOver, onDragLeave, onDrop };
}
