import { type FitViewOptions, useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { useEffect, useRef } from 'react';

/** Scale at which what stands on a node is read with ease, and the least at which it is drawn at all. */
const LEGIBLE = 0.45;
const LEAST = 0.34;

/**
 * Shows all of the journey again when the canvas gets another size, as when a panel opens beside it, for as long as the author has not chosen a view. What could be
 * read before stays large enough to be read, though not all may find room then.
 */
export function useKeepInView(fit: FitViewOptions): void {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const shown = useRef<Viewport>(undefined);
  useEffect(() => {
    if (width === 0 || height === 0) return;
    const before = shown.current;
    if (before !== undefined && !isSame(before, flow.getViewport())) return;
    const wasLegible = before !== undefined && before.zoom >= LEAST;
    void flow.fitView({ ...fit, ...(wasLegible ? { minZoom: Math.min(before.zoom, LEGIBLE) } : {}) }).then((done) => {
      if (done) shown.current = flow.getViewport();
    });
  }, [width, height, flow, fit]);
}

function isSame(a: Viewport, b: Viewport): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
