import { useCallback } from 'react';
import { type JourneyOptions, optionsOf, setOptions } from '../document/options.ts';
import { useDocument, useEditorStore } from '../editor/use-editor.ts';

/** The options as they stand, and how one is changed: what is typed into one field until it is left is one step to take back. */
export function useOption() {
  const store = useEditorStore();
  const document = useDocument();
  const change = useCallback(
    (label: string, option: keyof JourneyOptions, value: Partial<JourneyOptions>) =>
      store.getState().change(label, (before) => setOptions(before, value), `options:${option}`),
    [store],
  );
  return { options: optionsOf(document), change, leave: store.getState().endGesture };
}
