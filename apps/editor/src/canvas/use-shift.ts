import { useCallback, useSyncExternalStore } from 'react';
import type { Point } from '../document/point.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** How far a node is dragged just now. Who asks is drawn anew when this node moves, and for no other. */
export function useShift(nodeId: string): Point | undefined {
  const { held } = useCanvasUiStore().getState();
  const subscribe = useCallback((listener: () => void) => held.onShift(nodeId, listener), [held, nodeId]);
  return useSyncExternalStore(subscribe, () => held.shiftOf(nodeId));
}
