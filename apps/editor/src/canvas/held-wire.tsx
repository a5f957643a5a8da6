import { useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Point } from '../document/point.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';
import { type WireEnds, wirePath } from './wire-path.ts';

/**
 * A wire of a node in the hand, drawn on the sheet that lies over the canvas. With every move it draws itself, past React, which would ask each wire of the journey first.
 * @param ends where the drawing has the wire
 */
export function HeldWire({
  source,
  target,
  ends,
  className,
  markerEnd,
  sheet,
}: {
  readonly source: string;
  readonly target: string;
  readonly ends: WireEnds;
  readonly className: string | undefined;
  readonly markerEnd: string | undefined;
  readonly sheet: Element;
}) {
  const { held } = useCanvasUiStore().getState();
  const line = useRef<SVGPathElement>(null);
  useLayoutEffect(() => {
    const draw = () => {
      const from = moved(ends.from, held.shiftOf(source));
      const to = moved(ends.to, held.shiftOf(target));
      line.current?.setAttribute('d', wirePath({ ...ends, from, to }).path);
    };
    draw();
    const ended = [source, target].map((id) => held.onShift(id, draw));
    return () => {
      for (const end of ended) end();
    };
  });
  return createPortal(
    <g className={className}>
      <path ref={line} className="react-flow__edge-path" {...(markerEnd === undefined ? {} : { markerEnd })} />
    </g>,
    sheet,
  );
}

function moved({ x, y }: Point, shift: Point | undefined): Point {
  return { x: x + (shift?.x ?? 0), y: y + (shift?.y ?? 0) };
}
