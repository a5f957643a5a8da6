import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';

/** Keeps the node where a preview or a trace stands in view: the drawing moves only when the node would be out of sight. */
export function useFollowLit(current: string | undefined): void {
  const flow = useReactFlow();
  const drawing = useStoreApi();
  useEffect(() => {
    const node = current === undefined ? undefined : flow.getInternalNode(current);
    if (node === undefined) return;
    const { width, height, transform } = drawing.getState();
    const [shiftX, shiftY, zoom] = transform;
    const { x, y } = node.internals.positionAbsolute;
    const size = { width: node.measured.width ?? 0, height: node.measured.height ?? 0 };
    const left = x * zoom + shiftX;
    const top = y * zoom + shiftY;
    if (left >= 0 && top >= 0 && left + size.width * zoom <= width && top + size.height * zoom <= height) return;
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void flow.setCenter(x + size.width / 2, y + size.height / 2, { zoom, duration: isStill ? 0 : 250 });
  }, [current, flow, drawing]);
}
