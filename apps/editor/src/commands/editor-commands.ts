import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { middleOfCanvas } from '../canvas/canvas-box.ts';
import { isLost } from '../canvas/connection-refusal.ts';
import { openQuickAdd } from '../canvas/open-quick-add.ts';
import { type Alignment, alignNodes } from '../document/align-nodes.ts';
import { disconnect, targetOf } from '../document/connect.ts';
import { addToPage, moveOffPage, moveWithinPages, removeFromPage } from '../document/edit-page.ts';
import { copyFragment, cornerOf, isEmptyFragment, pasteFragment } from '../document/fragment.ts';
import { moveNodes, placeOf } from '../document/move-nodes.ts';
import { notesOf, putNote, removeNote } from '../document/notes.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { removeNodes } from '../document/remove-nodes.ts';
import type { EditorState, SidePanel } from '../editor/editor-store.ts';
import { newId } from '../editor/new-id.ts';
import { readWireId } from '../editor/wire-id.ts';
import { layoutJourney } from '../layout/layout-journey.ts';
import { nodeSize } from '../layout/node-size.ts';
import { selectionAsText } from './clipboard.ts';
import type { CommandContext, EditorCommand } from './editor-command.ts';
import { type CommandKey, t } from './messages.ts';
import { pasteText } from './paste-text.ts';

const always = () => true;
const ENDS = [START_ID, SUCCESS_ID, FAILURE_ID];
const noteIdsOf = (state: EditorState) => notesOf(state.history.present).map(({ id }) => id);
const placed = (state: EditorState) => {
  const notes = new Set(noteIdsOf(state));
  return [...state.selection].filter((id) => Object.hasOwn(state.history.present.nodes, id) || ENDS.includes(id) || notes.has(id));
};
const noteOf = (state: EditorState) => noteIdsOf(state).find((id) => state.selection.has(id));
const canCopy = (state: EditorState) => !isEmptyFragment(copyFragment(state.history.present, [...state.selection]));
const wireOf = (state: EditorState) => {
  const [id] = state.selectedWires;
  return id === undefined || state.selectedWires.size > 1 ? undefined : readWireId(id);
};
const nodesOf = (state: EditorState) => [...state.selection].filter((id) => Object.hasOwn(state.history.present.nodes, id));
const sourcesOf = (state: EditorState) =>
  [...state.selection].filter((id) => id === START_ID || Object.hasOwn(state.history.present.nodes, id));
const childOf = (state: EditorState) => [...state.selection].find((id) => pageOf(state.history.present, id) !== undefined);
const innerOf = (state: EditorState) => {
  const [id] = state.selection;
  const node = id === undefined ? undefined : own(state.history.present.nodes, id);
  const tree = node?.type === 'InnerTreeEvaluatorNode' ? node.config['tree'] : undefined;
  return typeof tree === 'string' && tree !== '' ? tree : undefined;
};

function sizeOf({ flow, store }: CommandContext) {
  const { history, outcomes } = store.getState();
  return (id: string) => {
    const measured = flow.getNode(id)?.measured;
    if (measured?.width !== undefined && measured.height !== undefined) return { width: measured.width, height: measured.height };
    return nodeSize(history.present, id, outcomes.outcomesOf(history.present, id)?.length ?? 1);
  };
}

const align = (id: CommandKey, alignment: Alignment, keys?: string): EditorCommand => ({
  id,
  group: 'arrange',
  changes: true,
  ...(keys === undefined ? {} : { keys: [keys] }),
  isEnabled: (state) => placed(state).length > (alignment.startsWith('spread') ? 2 : 1),
  run: (context) => {
    const { store } = context;
    const ids = placed(store.getState());
    store.getState().change(t('aligned'), (document) => alignNodes(document, ids, alignment, sizeOf(context)));
  },
});

const showPanel = (id: SidePanel, keys: string): EditorCommand => ({
  id,
  group: 'panels',
  keys: [keys],
  isEnabled: always,
  run: ({ store }) => store.getState().goToPanel(id),
});

/** Removes what is selected: nodes, what stands on pages, notes and wires. */
export function removeSelection({ store, ui }: CommandContext, label: string): void {
  const { selection, selectedWires, change, select } = store.getState();
  const hadFocus = document.activeElement?.closest('[data-canvas]') ?? undefined;
  change(label, (document) => {
    const wires = [...selectedWires].flatMap((id) => readWireId(id) ?? []);
    const cut = wires.reduce(disconnect, document);
    const children = [...selection].filter((id) => pageOf(cut, id) !== undefined);
    const noteIds = notesOf(cut)
      .map(({ id }) => id)
      .filter((id) => selection.has(id));
    const withoutNotes = noteIds.reduce(removeNote, cut);
    return removeNodes(children.reduce(removeFromPage, withoutNotes), [...selection]);
  });
  select([]);
  ui.getState().say(label);
  // What had the focus may be gone; the next shortcut is meant for the canvas all the same.
  if (hadFocus instanceof HTMLElement) hadFocus.focus({ preventScroll: true });
}

function cursor({ ui, flow }: CommandContext): Point {
  const { hand, menu } = ui.getState();
  return menu?.at ?? flow.screenToFlowPosition(hand.pointer ?? middleOfCanvas());
}

function copy(context: CommandContext): boolean {
  const copied = selectionAsText(context.store.getState());
  if (copied === undefined) return false;
  void navigator.clipboard.writeText(copied.text).then(
    () => context.ui.getState().say(t(copied.count === 1 ? 'copiedOne' : 'copied', { count: copied.count })),
    () => context.ui.getState().refuse(t('clipboardRefused')),
  );
  return true;
}

function jumpToProblem({ store }: CommandContext, step: 1 | -1): void {
  const { problems, selection, jumpTo } = store.getState();
  const ids = [...new Set(problems.flatMap(({ nodeId }) => nodeId ?? []))];
  if (ids.length === 0) return;
  const [selected] = selection;
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  const next = ids[(at + step + ids.length) % ids.length];
  if (next !== undefined) jumpTo(next);
}

/** Copies what is selected beside itself; a node on a page stays on its page. */
function duplicate({ store }: CommandContext): void {
  const state = store.getState();
  const { present } = state.history;
  const child = childOf(state);
  const pageId = child === undefined ? undefined : pageOf(present, child);
  const copied = child === undefined ? undefined : own(present.innerNodes, child);
  if (child !== undefined && pageId !== undefined && copied !== undefined) {
    const id = newId();
    const index = childIds(present, pageId).indexOf(child) + (state.outcomes.outcomesOfChild(copied)?.length === 1 ? 1 : 0);
    state.change(t('duplicate'), (document) => addToPage(document, pageId, index, id, structuredClone(copied)));
    state.select([id]);
    return;
  }
  const fragment = copyFragment(present, [...state.selection]);
  const corner = cornerOf(fragment);
  const pasted = pasteFragment(present, fragment, { x: corner.x + 40, y: corner.y + 40 }, newId);
  state.change(t('duplicate'), () => pasted.document);
  state.select(pasted.ids);
}

function middleOfWire(document: JourneyDocument, wire: OutcomeSource): Point {
  const from = placeOf(document, wire.nodeId);
  const to = placeOf(document, targetOf(document, wire) ?? wire.nodeId);
  return { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) };
}

function moveChild({ store }: CommandContext, step: 1 | -1): void {
  const state = store.getState();
  const id = childOf(state);
  const pageId = id === undefined ? undefined : pageOf(state.history.present, id);
  if (id === undefined || pageId === undefined) return;
  const index = childIds(state.history.present, pageId).indexOf(id) + step;
  state.change(t(step < 0 ? 'childUp' : 'childDown'), (document) => moveWithinPages(document, id, pageId, Math.max(0, index)));
}

function nudge({ store }: CommandContext, by: Point): void {
  const state = store.getState();
  const ids = placed(state);
  state.change(
    t('nudged'),
    (document) =>
      moveNodes(
        document,
        Object.fromEntries(ids.map((id) => [id, { x: placeOf(document, id).x + by.x, y: placeOf(document, id).y + by.y }])),
      ),
    `nudge:${ids.join()}`,
  );
}

/** Moves what is selected by arrow keys; the canvas's own keys. @returns whether the key was one */
export function nudgeByKey(context: CommandContext, key: string, far: boolean): boolean {
  const length = far ? 50 : 10;
  const by = {
    ArrowLeft: { x: -length, y: 0 },
    ArrowRight: { x: length, y: 0 },
    ArrowUp: { x: 0, y: -length },
    ArrowDown: { x: 0, y: length },
  }[key];
  if (by === undefined || placed(context.store.getState()).length === 0 || context.store.getState().readOnly) return false;
  nudge(context, by);
  return true;
}

/** Everything that an author can do with a journey, in the order of the menus. */
export const EDITOR_COMMANDS: readonly EditorCommand[] = [
  {
    id: 'undo',
    group: 'edit',
    keys: ['mod+Z'],
    isEnabled: ({ history }) => history.past.length > 0,
    run: ({ store }) => store.getState().undo(),
  },
  {
    id: 'redo',
    group: 'edit',
    keys: ['mod+shift+Z', 'mod+Y'],
    isEnabled: ({ history }) => history.future.length > 0,
    run: ({ store }) => store.getState().redo(),
  },
  {
    id: 'cut',
    group: 'edit',
    keys: ['mod+X'],
    changes: true,
    isEnabled: canCopy,
    run: (context) => {
      if (copy(context)) removeSelection(context, t('cut'));
    },
  },
  { id: 'copy', group: 'edit', keys: ['mod+C'], isEnabled: canCopy, run: (context) => void copy(context) },
  {
    id: 'paste',
    group: 'edit',
    keys: ['mod+V'],
    changes: true,
    isEnabled: always,
    run: (context) => {
      const at = cursor(context);
      void navigator.clipboard.readText().then(
        (text) => pasteText(context, text, at),
        () => context.ui.getState().refuse(t('clipboardRefused')),
      );
    },
  },
  {
    id: 'duplicate',
    group: 'edit',
    keys: ['mod+D'],
    changes: true,
    isEnabled: canCopy,
    run: duplicate,
  },
  {
    id: 'delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    changes: true,
    isEnabled: ({ selection, selectedWires }) => selection.size + selectedWires.size > 0,
    run: (context) => removeSelection(context, t('delete')),
  },
  {
    id: 'publish',
    group: 'edit',
    keys: ['mod+Enter'],
    changes: true,
    isEnabled: always,
    run: ({ ui }) => ui.setState({ publishing: true }),
  },
  {
    id: 'selectAll',
    group: 'edit',
    keys: ['mod+A'],
    isEnabled: always,
    run: ({ store }) => {
      const state = store.getState();
      state.select([...Object.keys(state.history.present.nodes), ...ENDS, ...noteIdsOf(state)]);
    },
  },
  {
    id: 'deselect',
    group: 'edit',
    keys: ['Escape'],
    isEnabled: ({ selection, selectedWires }) => selection.size + selectedWires.size > 0,
    run: ({ store }) => store.getState().select([]),
  },
  {
    id: 'quickAdd',
    group: 'nodes',
    keys: ['N', 'Tab'],
    changes: true,
    isEnabled: always,
    run: (context) => openQuickAdd(context, context.ui.getState().menu?.screen),
  },
  {
    id: 'insertOnWire',
    group: 'nodes',
    keys: ['I'],
    changes: true,
    isEnabled: (state) => wireOf(state) !== undefined,
    run: ({ store, ui, flow }) => {
      const wire = wireOf(store.getState());
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
      const wire = wireOf(state);
      return wire !== undefined && isLost(state, wire);
    },
    run: ({ store, ui }) => ui.setState({ reattaching: wireOf(store.getState()) }),
  },
  {
    id: 'connect',
    group: 'nodes',
    keys: ['C'],
    changes: true,
    isEnabled: (state) => sourcesOf(state).length > 0,
    run: ({ store, ui }) => {
      const [nodeId] = sourcesOf(store.getState());
      if (nodeId !== undefined) ui.setState({ connecting: { nodeId } });
    },
  },
  {
    id: 'rename',
    group: 'nodes',
    keys: ['F2'],
    changes: true,
    isEnabled: (state) => nodesOf(state).length === 1 || childOf(state) !== undefined || noteOf(state) !== undefined,
    run: ({ store, ui }) => {
      const renaming = nodesOf(store.getState())[0] ?? childOf(store.getState());
      ui.setState(renaming === undefined ? { editingNote: noteOf(store.getState()) } : { renaming });
    },
  },
  {
    id: 'addNote',
    group: 'nodes',
    keys: ['shift+N'],
    changes: true,
    isEnabled: always,
    run: (context) => {
      const { x, y } = cursor(context);
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
    isEnabled: (state) => childOf(state) !== undefined,
    run: ({ store }) => {
      const state = store.getState();
      const id = childOf(state);
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
    isEnabled: (state) => childOf(state) !== undefined,
    run: (context) => moveChild(context, -1),
  },
  {
    id: 'childDown',
    group: 'nodes',
    keys: ['alt+ArrowDown'],
    changes: true,
    isEnabled: (state) => childOf(state) !== undefined,
    run: (context) => moveChild(context, 1),
  },
  {
    id: 'group',
    group: 'nodes',
    keys: ['mod+G'],
    changes: true,
    isEnabled: (state) => nodesOf(state).length > 0,
    run: ({ store, ui }) => ui.setState({ grouping: nodesOf(store.getState()) }),
  },
  {
    id: 'openInner',
    group: 'nodes',
    keys: ['O'],
    isEnabled: (state) => innerOf(state) !== undefined,
    run: ({ store, openJourney }) => {
      const name = innerOf(store.getState());
      if (name !== undefined) openJourney(name);
    },
  },
  {
    id: 'importFile',
    group: 'edit',
    changes: true,
    isEnabled: always,
    run: ({ ui }) => ui.setState({ transfer: { kind: 'import' } }),
  },
  { id: 'exportJourney', group: 'edit', isEnabled: always, run: ({ ui }) => ui.setState({ transfer: { kind: 'export' } }) },
  align('alignLeft', 'left'),
  align('alignCenter', 'center'),
  align('alignRight', 'right'),
  align('alignTop', 'top'),
  align('alignMiddle', 'middle'),
  align('alignBottom', 'bottom'),
  align('spreadHorizontally', 'spread-horizontally'),
  align('spreadVertically', 'spread-vertically'),
  {
    id: 'tidyAll',
    group: 'arrange',
    keys: ['T'],
    changes: true,
    isEnabled: ({ history }) => Object.keys(history.present.nodes).length > 0,
    run: (context) => {
      const { store, flow } = context;
      store.getState().change(t('tidied'), (document) => moveNodes(document, layoutJourney(document, undefined, sizeOf(context))));
      requestAnimationFrame(() => void flow.fitView({ maxZoom: 1, padding: 0.15 }));
    },
  },
  {
    id: 'tidySelection',
    group: 'arrange',
    keys: ['shift+T'],
    changes: true,
    isEnabled: (state) => placed(state).length > 1,
    run: (context) => {
      const ids = placed(context.store.getState());
      context.store.getState().change(t('tidied'), (document) => moveNodes(document, layoutJourney(document, ids, sizeOf(context))));
    },
  },
  { id: 'fit', group: 'view', keys: ['F'], isEnabled: always, run: ({ flow }) => void flow.fitView({ maxZoom: 1, padding: 0.15 }) },
  {
    id: 'fitSelection',
    group: 'view',
    keys: ['shift+F'],
    isEnabled: (state) => placed(state).length > 0,
    run: ({ flow, store }) => void flow.fitView({ nodes: placed(store.getState()).map((id) => ({ id })), maxZoom: 1, padding: 0.3 }),
  },
  { id: 'zoomIn', group: 'view', keys: ['+', '='], isEnabled: always, run: ({ flow }) => void flow.zoomIn() },
  { id: 'zoomOut', group: 'view', keys: ['-'], isEnabled: always, run: ({ flow }) => void flow.zoomOut() },
  { id: 'zoomReset', group: 'view', keys: ['0'], isEnabled: always, run: ({ flow }) => void flow.zoomTo(1) },
  {
    id: 'minimap',
    group: 'view',
    keys: ['M'],
    isEnabled: always,
    run: ({ ui }) => ui.setState({ showsMinimap: !ui.getState().showsMinimap }),
  },
  { id: 'find', group: 'view', keys: ['mod+K'], isEnabled: always, run: ({ openFinder }) => openFinder() },
  {
    id: 'nextProblem',
    group: 'view',
    keys: ['F8'],
    isEnabled: ({ problems }) => problems.length > 0,
    run: (context) => jumpToProblem(context, 1),
  },
  {
    id: 'previousProblem',
    group: 'view',
    keys: ['shift+F8'],
    isEnabled: ({ problems }) => problems.length > 0,
    run: (context) => jumpToProblem(context, -1),
  },
  { id: 'cheatSheet', group: 'view', keys: ['?'], isEnabled: always, run: ({ ui }) => ui.setState({ showsCheatSheet: true }) },
  showPanel('properties', 'alt+1'),
  showPanel('problems', 'alt+2'),
  showPanel('outline', 'alt+3'),
  showPanel('connections', 'alt+4'),
  showPanel('options', 'alt+5'),
  showPanel('history', 'alt+6'),
  showPanel('preview', 'alt+7'),
  showPanel('trace', 'alt+8'),
];
