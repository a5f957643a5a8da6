import { findUnsafeKey } from '@waygate/schema';
import { copyFragment, type JourneyFragment, journeyFragment } from '../document/fragment.ts';
import type { EditorState } from '../editor/editor-store.ts';

/** The selected nodes and notes as text for the clipboard; undefined when none is selected. */
export function selectionAsText({ history, selection }: EditorState): { readonly text: string; readonly count: number } | undefined {
  const fragment = copyFragment(history.present, [...selection]);
  const count = Object.keys(fragment.nodes).length + fragment.notes.length;
  return count === 0 ? undefined : { text: JSON.stringify(fragment, null, 2), count };
}

/** Reads what was copied here, in another journey or in another tab; undefined for any other text. */
export function readFragment(text: string): JourneyFragment | undefined {
  if (text.length > 4_000_000 || !text.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return findUnsafeKey(parsed) === undefined ? journeyFragment.safeParse(parsed).data : undefined;
  } catch {
    return undefined;
  }
}
