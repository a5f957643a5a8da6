import { START_ID } from '@waygate/schema';
import { addNode } from '../document/add-node.ts';
import { placeOf } from '../document/move-nodes.ts';
import { notesOf, putNote } from '../document/notes.ts';
import { newId } from '../editor/new-id.ts';
import { nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { newNodeSize } from '../layout/node-size.ts';
import { askForType } from './ask-for-type.tsx';
import { finishAction } from './finish-action.ts';
import { t } from './messages.ts';
import type { OutlineContext } from './outline-action.ts';
import { placeBeside } from './place-beside.ts';

/** Adds a node that nothing leads to. */
export function addLooseNode(context: OutlineContext): void {
  askForType(context, t('addNode'), undefined, (type) => {
    const id = newId();
    const state = context.store.getState();
    const beside = Object.keys(state.history.present.nodes).at(-1) ?? START_ID;
    const node = nodeFromCatalogue(type, placeBeside(state, beside, newNodeSize(type)));
    finishAction(context, t('added', { name: type.displayName }), (document) => addNode(document, id, node), `node:${id}`);
  });
}

/** Adds a note beside Start. */
export function addLooseNote(context: OutlineContext): void {
  context.askForNote('', (text) => {
    const id = newId();
    const { x, y } = placeOf(context.store.getState().history.present, START_ID);
    const count = notesOf(context.store.getState().history.present).length;
    const note = { id, text, x: x + count * 30, y: y - 200 - count * 30, width: 220, height: 120 };
    finishAction(context, t('noteAdded'), (document) => putNote(document, note), `note:${id}`);
  });
}
