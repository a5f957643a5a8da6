import type { CatalogueNode, JourneyDocument } from '@waygate/schema';
import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { addNode, addNodeAfter, insertOnWire } from '../document/add-node.ts';
import { addToPage } from '../document/edit-page.ts';
import { freePlace } from '../document/free-place.ts';
import { makeRoom } from '../document/make-room.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { newId } from '../editor/new-id.ts';
import { childFromCatalogue, nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { newNodeSize, nodeSize } from '../layout/node-size.ts';
import { middleOfCanvas } from './canvas-box.ts';
import type { QuickAddPlace } from './canvas-ui.ts';
import { t } from './messages.ts';
import { pageRefusal } from './page-refusal.ts';
import { placeAfter } from './place-after.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Adds a node of a type, selects it, and says so. Without a place it goes beside what is selected, connected to its first free outcome. */
export function useAddNode(): (type: CatalogueNode, place?: QuickAddPlace) => void {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();
  return useCallback(
    (type, place) => {
      const state = store.getState();
      const id = newId();
      const label = t('added', { name: type.displayName });
      const sizeOf = (document: JourneyDocument) => (one: string) =>
        nodeSize(document, one, state.outcomes.outcomesOf(document, one)?.length ?? 0);
      const outcomeCount = type.kind === 'page' ? 1 : type.outcomes.length;
      const size = newNodeSize(type);
      const where = place ?? besideSelection();
      if (where.kind === 'page') {
        const subject = { type: type.type, name: type.displayName, outcomeCount };
        const refused = pageRefusal(state, subject, where.pageId, where.index);
        if (refused !== undefined) return ui.getState().refuse(refused);
        state.change(label, (before) => addToPage(before, where.pageId, where.index, id, childFromCatalogue(type)));
      } else if (where.kind === 'wire') {
        // What is put on an empty page gives it its outcomes; until then the wire waits under the name that most of them have.
        const first = type.kind === 'page' ? 'outcome' : type.outcomes[0]?.id;
        state.change(label, (before) => {
          const room = makeRoom(before, where.wire, where.at, size, sizeOf(before));
          return insertOnWire(room.document, where.wire, id, nodeFromCatalogue(type, room.at), first);
        });
      } else {
        const { source, at } = where;
        const node = nodeFromCatalogue(type, at);
        state.change(label, (before) => (source === undefined ? addNode(before, id, node) : addNodeAfter(before, source, id, node)));
      }
      state.select([id]);
      ui.getState().say(label);
      if (where.kind === 'canvas') reveal(where.at);

      function besideSelection(): QuickAddPlace {
        const { present } = state.history;
        const [selected] = state.selection;
        const pageId = selected === undefined ? undefined : pageOf(present, selected);
        if (pageId !== undefined && selected !== undefined && type.kind === 'plain') {
          return { kind: 'page', pageId, index: childIds(present, pageId).indexOf(selected) + 1 };
        }
        const after = state.selection.size === 1 ? placeAfter(state) : undefined;
        if (after !== undefined) return { kind: 'canvas', ...after };
        return { kind: 'canvas', at: freePlace(present, flow.screenToFlowPosition(middleOfCanvas()), size, sizeOf(present)) };
      }

      /** Moves the view when the new node is outside of it. */
      function reveal({ x, y }: Point): void {
        const box = window.document.querySelector('.react-flow')?.getBoundingClientRect();
        if (box === undefined) return;
        const from = flow.flowToScreenPosition({ x, y });
        const to = flow.flowToScreenPosition({ x: x + size.width, y: y + size.height });
        if (from.x >= box.left && from.y >= box.top && to.x <= box.right && to.y <= box.bottom) return;
        void flow.setCenter(x + size.width / 2, y + size.height / 2, { zoom: flow.getZoom(), duration: 200 });
      }
    },
    [store, ui, flow],
  );
}
