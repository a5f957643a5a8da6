import type { CatalogueNode } from '@waygate/schema';
import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { addNode, addNodeAfter, insertOnWire } from '../document/add-node.ts';
import { addToPage } from '../document/edit-page.ts';
import { placeOf } from '../document/move-nodes.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { newId } from '../editor/new-id.ts';
import { childFromCatalogue, nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { NODE_WIDTH } from '../layout/node-size.ts';
import { t } from './messages.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Where a new node goes. Left out, it goes beside what is selected, connected when exactly one free outcome fits. */
export type NewNodePlace =
  | { readonly kind: 'canvas'; readonly at: Point; readonly source?: OutcomeSource | undefined }
  | { readonly kind: 'wire'; readonly wire: OutcomeSource; readonly at: Point }
  | { readonly kind: 'page'; readonly pageId: string; readonly index: number };

/** Adds a node of a type, selects it, and says so. */
export function useAddNode(): (type: CatalogueNode, place?: NewNodePlace) => void {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();
  return useCallback(
    (type, place) => {
      const { change, select, history, selection, outcomes } = store.getState();
      const document = history.present;
      const id = newId();
      const label = t('added', { name: type.displayName });
      const where = place ?? besideSelection();
      if (where.kind === 'page') {
        if (type.kind !== 'plain') {
          ui.getState().say(t('notOnPage', { name: type.displayName }));
          return;
        }
        change(label, (before) => addToPage(before, where.pageId, where.index, id, childFromCatalogue(type)));
      } else if (where.kind === 'wire') {
        const first = type.outcomes[0]?.id;
        change(label, (before) => insertOnWire(before, where.wire, id, nodeFromCatalogue(type, where.at), first));
      } else {
        const { source, at } = where;
        const node = nodeFromCatalogue(type, at);
        change(label, (before) => (source === undefined ? addNode(before, id, node) : addNodeAfter(before, source, id, node)));
      }
      select([id]);
      ui.getState().say(label);

      function besideSelection(): NewNodePlace {
        const [selected] = selection;
        const pageId = selected === undefined ? undefined : pageOf(document, selected);
        if (pageId !== undefined && selected !== undefined && type.kind === 'plain') {
          return { kind: 'page', pageId, index: childIds(document, pageId).indexOf(selected) + 1 };
        }
        const node = selected === undefined ? undefined : own(document.nodes, selected);
        if (selected === undefined || node === undefined) {
          const box = window.document.querySelector('.react-flow')?.getBoundingClientRect();
          const middle = box === undefined ? { x: 0, y: 0 } : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          return { kind: 'canvas', at: flow.screenToFlowPosition(middle) };
        }
        const free = (outcomes.outcomesOf(document, selected) ?? []).filter((one) => !Object.hasOwn(node.connections, one.id));
        const [only] = free;
        const { x, y } = placeOf(document, selected);
        const source = only !== undefined && free.length === 1 ? { nodeId: selected, outcome: only.id } : undefined;
        return { kind: 'canvas', at: { x: x + NODE_WIDTH + 80, y }, source };
      }
    },
    [store, ui, flow],
  );
}
