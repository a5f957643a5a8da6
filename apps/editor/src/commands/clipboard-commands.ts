import { addToPage } from '../document/edit-page.ts';
import { copyFragment, cornerOf, pasteFragment } from '../document/fragment.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import { newId } from '../editor/new-id.ts';
import { canvasCursor } from './canvas-cursor.ts';
import { selectionAsText } from './clipboard.ts';
import type { CommandContext, EditorCommand } from './editor-command.ts';
import { t } from './messages.ts';
import { pasteText } from './paste-text.ts';
import { removeSelection } from './remove-selection.ts';
import { canCopy, selectedChild } from './selected-parts.ts';
import { shortcutText } from './shortcut.ts';

/** Copies what is selected. @returns whether the clipboard took it */
async function copy({ store, ui }: CommandContext, keys: string): Promise<boolean> {
  const copied = selectionAsText(store.getState());
  if (copied === undefined) return false;
  try {
    await navigator.clipboard.writeText(copied.text);
  } catch {
    ui.getState().refuse(t('clipboardRefused', { keys: shortcutText(keys) }));
    return false;
  }
  ui.getState().say(t(copied.count === 1 ? 'copiedOne' : 'copied', { count: copied.count }));
  return true;
}

/** What the clipboard does not take stays where it is. */
async function cut(context: CommandContext): Promise<void> {
  const { selection, selectedWires } = context.store.getState();
  if (await copy(context, 'mod+X')) removeSelection(context, t('cut'), { selection, selectedWires });
}

/** Copies what is selected beside itself; a node on a page stays on its page. */
function duplicate({ store }: CommandContext): void {
  const state = store.getState();
  const { present } = state.history;
  const child = selectedChild(state);
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

/** Copying in every way. */
export const CLIPBOARD_COMMANDS: readonly EditorCommand[] = [
  {
    id: 'cut',
    group: 'edit',
    keys: ['mod+X'],
    changes: true,
    isEnabled: canCopy,
    run: (context) => void cut(context),
  },
  { id: 'copy', group: 'edit', keys: ['mod+C'], isEnabled: canCopy, run: (context) => void copy(context, 'mod+C') },
  {
    id: 'paste',
    group: 'edit',
    keys: ['mod+V'],
    changes: true,
    isEnabled: () => true,
    run: (context) => {
      const at = canvasCursor(context);
      void navigator.clipboard.readText().then(
        (text) => pasteText(context, text, at),
        () => context.ui.getState().refuse(t('clipboardRefused', { keys: shortcutText('mod+V') })),
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
];
