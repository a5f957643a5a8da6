import type { JourneyDocument } from '@waygate/schema';
import { isLost } from '../canvas/connection-refusal.ts';
import { openQuickAdd } from '../canvas/open-quick-add.ts';
import { targetOf } from '../document/connect.ts';
import { moveOffPage, moveWithinPages } from '../document/edit-page.ts';
import { placeOf } from '../document/move-nodes.ts';
import { putNote } from '../document/notes.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { newId } from '../editor/new-id.ts';
import { canvasCursor } from './canvas-cursor.ts';
import type { CommandContext, EditorCommand } from './editor-command.ts';
import { t } from './messages.ts';
import { selectedChild, selectedInner, selectedNodes, selectedNote, selectedSources, selectedWire } from './selected-parts.ts';

function middleOfWire(document: JourneyDocument, wire: OutcomeSource): Point {
  const from = placeOf(document, wire.nodeId);
  const to = placeOf(document, targetOf(document, wire) ?? wire.nodeId);
  return { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) };
}

function moveChild({ store }: CommandContext, step: 1 | -1): void {
  const state = store.getState();
  const id = selectedChild(state);
  const pageId = id === undefined ? undefined : pageOf(state.history.present, id);
  if (id === undefined || pageId === undefined) return;
  const index = childIds(state.history.present, pageId).indexOf(id) + step;
  state.change(t(step < 0 ? 'childUp' : 'childDown'), (document) => moveWithinPages(document, id, pageId, Math.max(0, index)));
}

/** What is done with nodes, wires and notes. */
export const NODE_COMMANDS: readonly EditorCommand[] = [
  {
    id: 'quickAdd',
    group: 'nodes',
    keys: ['N', 'Tab'],
    changes: true,
    isEnabled: () => true,
    run: (context) => openQuickAdd(context, context.ui.getState().menu?.screen),
  },
  {
    id: 'insertOnWire',
    group: 'nodes',
    keys: ['I'],
    changes: true,
    isEnabled: (state) => selectedWire(state) !== undefined,
    run: ({ store, ui, flow }) => {
      const wire = selectedWire(store.getState());
      if (wire === undefined) return;
      const at = middleOfWire(store.getState().history.present, wire);
      ui.setState({ quickAdd: { screen: ui.getState().menu?.screen ?? flow.flowToScreenPosition(at), place: { kind: 'wire', wire, at } } });
    },
  },
  {
    id: 'reattach',
    group: 'nodes',
    changes: true,
    isEnabled: (state) => {
      const wire = selectedWire(state);
      return wire !== undefined && isLost(state, wire);
    },
    run: ({ store, ui }) => ui.setState({ reattaching: selectedWire(store.getState()) }),
  },
  {
    id: 'connect',
    group: 'nodes',
    keys: ['C'],
    changes: true,
    isEnabled: (state) => selectedSources(state).length > 0,
    run: ({ store, ui }) => {
      const [nodeId] = selectedSources(store.getState());
      if (nodeId !== undefined) ui.setState({ connecting: { nodeId } });
    },
  },
  {
    id: 'rename',
    group: 'nodes',
    keys: ['F2'],
    changes: true,
    isEnabled: (state) => selectedNodes(state).length === 1 || selectedChild(state) !== undefined || selectedNote(state) !== undefined,
    run: ({ store, ui }) => {
      const renaming = selectedNodes(store.getState())[0] ?? selectedChild(store.getState());
      ui.setState(renaming === undefined ? { editingNote: selectedNote(store.getState()) } : { renaming });
    },
  },
  {
    id: 'addNote',
    group: 'nodes',
    keys: ['shift+N'],
    changes: true,
    isEnabled: () => true,
    run: (context) => {
      const { x, y } = canvasCursor(context);
      const id = newId();
      const note = { id, text: '', x: Math.round(x), y: Math.round(y), width: 220, height: 120 };
      context.store.getState().change(t('addNote'), (document) => putNote(document, note));
      context.store.getState().select([id]);
      context.ui.setState({ editingNote: id });
    },
  },
  {
    id: 'offPage',
    group: 'nodes',
    changes: true,
    isEnabled: (state) => selectedChild(state) !== undefined,
    run: ({ store }) => {
      const state = store.getState();
      const id = selectedChild(state);
      const pageId = id === undefined ? undefined : pageOf(state.history.present, id);
      if (id === undefined || pageId === undefined) return;
      const { x, y } = placeOf(state.history.present, pageId);
      state.change(t('offPage'), (document) => moveOffPage(document, id, { x, y: y - 140 }));
    },
  },
  {
    id: 'childUp',
    group: 'nodes',
    keys: ['alt+ArrowUp'],
    changes: true,
    isEnabled: (state) => selectedChild(state) !== undefined,
    run: (context) => moveChild(context, -1),
  },
  {
    id: 'childDown',
    group: 'nodes',
    keys: ['alt+ArrowDown'],
    changes: true,
    isEnabled: (state) => selectedChild(state) !== undefined,
    run: (context) => moveChild(context, 1),
  },
  {
    id: 'group',
    group: 'nodes',
    keys: ['mod+G'],
    changes: true,
    isEnabled: (state) => selectedNodes(state).length > 0,
    run: ({ store, ui }) => ui.setState({ grouping: selectedNodes(store.getState()) }),
  },
  {
    id: 'openInner',
    group: 'nodes',
    keys: ['O'],
    isEnabled: (state) => selectedInner(state) !== undefined,
    run: ({ store, openJourney }) => {
      const name = selectedInner(store.getState());
      if (name !== undefined) openJourney(name);
    },
  },
];
