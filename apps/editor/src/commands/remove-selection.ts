import { disconnect } from '../document/connect.ts';
import { removeFromPage } from '../document/edit-page.ts';
import { notesOf, removeNote } from '../document/notes.ts';
import { pageOf } from '../document/page-children.ts';
import { removeNodes } from '../document/remove-nodes.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { readWireId } from '../editor/wire-id.ts';
import type { CommandContext } from './editor-command.ts';

type Selected = Pick<EditorState, 'selection' | 'selectedWires'>;

/** Removes what is selected, or was a moment ago: nodes, what stands on pages, notes and wires. */
export function removeSelection({ store, ui }: CommandContext, label: string, selected: Selected = store.getState()): void {
  const { selection, selectedWires } = selected;
  const { change, select } = store.getState();
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
