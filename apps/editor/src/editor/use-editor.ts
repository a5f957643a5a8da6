import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { EditorState, EditorStore } from './editor-store.ts';

/** The store of the journey that is open. */
export const EditorContext = createContext<EditorStore | undefined>(undefined);

/** The store itself, for handlers that read it when they run. */
export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (store === undefined) throw new Error('There is no open journey around this component.');
  return store;
}

/** Part of the state; the component is drawn again when that part changes. */
export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useEditorStore(), select);
}

/** The journey as it stands. */
export function useDocument() {
  return useEditor((state) => state.history.present);
}
