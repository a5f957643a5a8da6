import { type FitViewOptions, useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { useEffect, useRef } from 'react';

/** Shows all of the journey again when the canvas gets another size, as when a panel opens beside it, for as long as the author has not chosen a view. */
export function useKeepInView(fit: FitViewOptions): void {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const shown = useRef<Viewport>(undefined);
  useEffect(() => {
    if (width === 0 || height === 0) return;
    if (shown.current !== undefined && !isSame(shown.current, flow.getViewport())) return;
    void flow.fitView(fit).then((done) => {
      if (done) shown.current = flow.getViewport();
    });
  }, [width, height, flow, fit]);
}

function isSame(a: Viewport, b: Viewport): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
