import { useCallback, useSyncExternalStore } from 'react';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Whether a node is in the hand. Who asks is drawn anew when it is taken and when it is let go, not when it moves. */
export function useIsHeld(nodeId: string): boolean {
  const { held } = useCanvasUiStore().getState();
  const subscribe = useCallback((listener: () => void) => held.onShift(nodeId, listener), [held, nodeId]);
  return useSyncExternalStore(subscribe, () => held.shiftOf(nodeId) !== undefined);
}
