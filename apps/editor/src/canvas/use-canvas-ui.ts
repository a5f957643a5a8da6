import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { CanvasUi, CanvasUiStore } from './canvas-ui.ts';

export const CanvasUiContext = createContext<CanvasUiStore | undefined>(undefined);

/** Dialogs and menus of the canvas. */
export function useCanvasUiStore(): CanvasUiStore {
  const store = useContext(CanvasUiContext);
  if (store === undefined) throw new Error('There is no canvas around this component.');
  return store;
}

export function useCanvasUi<T>(select: (state: CanvasUi) => T): T {
  return useStore(useCanvasUiStore(), select);
}
