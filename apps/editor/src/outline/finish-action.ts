import type { Change } from '../editor/editor-store.ts';
import type { OutlineContext } from './outline-action.ts';

/** Changes the journey, says so, and goes to the row where the author finds what came of it; without a key the row stays, or the one in its place. */
export function finishAction({ store, ui, activate }: OutlineContext, label: string, change: Change, key?: string): void {
  store.getState().change(label, change);
  ui.getState().say(label);
  activate(key);
}
