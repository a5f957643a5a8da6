import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import { copyFragment, isEmptyFragment } from '../document/fragment.ts';
import { notesOf } from '../document/notes.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { pageOf } from '../document/page-children.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { readWireId } from '../editor/wire-id.ts';

/** What stands on every canvas: Start and the ends. */
export const ENDS: readonly string[] = [START_ID, SUCCESS_ID, FAILURE_ID];

export function noteIdsOf({ history }: EditorState): readonly string[] {
  return notesOf(history.present).map(({ id }) => id);
}

/** What is selected of that which has a place of its own on the canvas: nodes, ends and notes. */
export function placedIds(state: EditorState): readonly string[] {
  const notes = new Set(noteIdsOf(state));
  return [...state.selection].filter((id) => Object.hasOwn(state.history.present.nodes, id) || ENDS.includes(id) || notes.has(id));
}

export function selectedNodes({ history, selection }: EditorState): readonly string[] {
  return [...selection].filter((id) => Object.hasOwn(history.present.nodes, id));
}

/** What of the selection a wire can begin at. */
export function selectedSources({ history, selection }: EditorState): readonly string[] {
  return [...selection].filter((id) => id === START_ID || Object.hasOwn(history.present.nodes, id));
}

export function selectedNote(state: EditorState): string | undefined {
  return noteIdsOf(state).find((id) => state.selection.has(id));
}

/** A selected node that stands on a page. */
export function selectedChild({ history, selection }: EditorState): string | undefined {
  return [...selection].find((id) => pageOf(history.present, id) !== undefined);
}

/** The selected wire, when it is one alone. */
export function selectedWire({ selectedWires }: EditorState): OutcomeSource | undefined {
  const [id] = selectedWires;
  return id === undefined || selectedWires.size > 1 ? undefined : readWireId(id);
}

/** Name of the journey that the selected node runs inside this one. */
export function selectedInner({ history, selection }: EditorState): string | undefined {
  const [id] = selection;
  const node = id === undefined ? undefined : own(history.present.nodes, id);
  const tree = node?.type === 'InnerTreeEvaluatorNode' ? node.config['tree'] : undefined;
  return typeof tree === 'string' && tree !== '' ? tree : undefined;
}

export function canCopy({ history, selection }: EditorState): boolean {
  return !isEmptyFragment(copyFragment(history.present, [...selection]));
}
