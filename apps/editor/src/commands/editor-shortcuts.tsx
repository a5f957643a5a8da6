import { useEffect } from 'react';
import { middleOfCanvas } from '../canvas/canvas-box.ts';
import { selectionAsText } from './clipboard.ts';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { Finder } from './finder.tsx';
import { t } from './messages.ts';
import { nudgeByKey } from './nudge-by-key.ts';
import { pasteText } from './paste-text.ts';
import { removeSelection } from './remove-selection.ts';
import { isShortcut } from './shortcut.ts';
import { takesText } from './takes-text.ts';
import { useCommandContext } from './use-command-context.ts';

/** Commands that work wherever the focus is, also in a field. */
const EVERYWHERE = new Set(['find', 'properties', 'problems', 'outline', 'connections', 'options', 'history', 'preview', 'trace']);
/** Commands that work in a field, too, but not while a dialog asks something. */
const IN_FIELDS = new Set(['publish']);
/** Commands that only a field with text has of its own. */
const BY_TEXT_FIELDS = new Set(['undo', 'redo']);
/** Those that the browser's own clipboard events do better: they need no permission. */
const BY_EVENT = new Set(['cut', 'copy', 'paste']);

/**
 * Whether a key reaches the page although a dialog covers it: a button that is off while the server is asked loses the focus. Whoever has the focus elsewhere is
 * past the dialog, which may only be fading.
 */
function isBehindDialog(target: Element | null): boolean {
  return target === document.body && document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** Listens to the keyboard and the clipboard for the whole editor, and never takes from a field what is typed there. */
export function EditorShortcuts() {
  const context = useCommandContext();
  useEffect(() => {
    // What is in the hand is not to be deleted or copied from under it.
    const isHolding = () => context.ui.getState().held.box() !== undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isHolding()) return;
      const target = event.target as HTMLElement | null;
      const typing = target?.closest('input, textarea, select, [contenteditable="true"]') !== null;
      const inDialog = target?.closest('[role="dialog"], [role="menu"]') !== null || isBehindDialog(target);
      const onCanvas = target?.closest('[data-canvas]') !== null || target === document.body;
      const state = context.store.getState();
      const { hand } = context.ui.getState();
      if (event.key === 'Tab' && (event.shiftKey || target?.closest('[data-canvas]') === null)) hand.tabAdds = false;
      for (const command of EDITOR_COMMANDS) {
        if (event.key === 'Tab' && !hand.tabAdds) break;
        if (BY_EVENT.has(command.id) || command.keys?.some((keys) => isShortcut(keys, event)) !== true) continue;
        const isItsOwn = typing && !IN_FIELDS.has(command.id) && !(BY_TEXT_FIELDS.has(command.id) && !takesText(target));
        if (!EVERYWHERE.has(command.id) && (inDialog || isItsOwn)) continue;
        // Single letters belong to the canvas; a tree or a table beside it has its own.
        if (!/mod\+|alt\+|^F\d|shift\+F\d/.test(command.keys[0] ?? '') && !onCanvas) continue;
        if (!command.isEnabled(state) || (command.changes === true && state.readOnly)) continue;
        event.preventDefault();
        command.run(context);
        return;
      }
      if (
        !typing &&
        !inDialog &&
        onCanvas &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        nudgeByKey(context, event.key, event.shiftKey)
      ) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    const isOurs = (event: ClipboardEvent) => {
      const target = event.target as HTMLElement | null;
      const typing = target?.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;
      // Text that is marked somewhere else is what the author means, unless they are at work on the canvas.
      const isOnCanvas = document.activeElement?.closest('[data-canvas]') !== null;
      return !typing && !isHolding() && !isBehindDialog(target) && (isOnCanvas || (window.getSelection()?.toString() ?? '') === '');
    };
    const onCopy = (event: ClipboardEvent) => {
      const copied = isOurs(event) ? selectionAsText(context.store.getState()) : undefined;
      if (copied === undefined || event.clipboardData === null) return;
      event.preventDefault();
      event.clipboardData.setData('text/plain', copied.text);
      if (event.type === 'cut') removeSelection(context, t('cut'));
      else context.ui.getState().say(t(copied.count === 1 ? 'copiedOne' : 'copied', { count: copied.count }));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isOurs(event) || event.clipboardData === null || context.store.getState().readOnly) return;
      event.preventDefault();
      const { pointer } = context.ui.getState().hand;
      pasteText(context, event.clipboardData.getData('text/plain'), context.flow.screenToFlowPosition(pointer ?? middleOfCanvas()));
    };
    // Before React Flow's own keys, which would move nodes beside the journey.
    window.addEventListener('keydown', onKeyDown, true);
    window.addEventListener('copy', onCopy);
    window.addEventListener('cut', onCopy);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKeyDown, true);
      window.removeEventListener('copy', onCopy);
      window.removeEventListener('cut', onCopy);
      window.removeEventListener('paste', onPaste);
    };
  }, [context]);
  return <Finder />;
}
