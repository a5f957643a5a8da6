import { ViewportPortal } from '@xyflow/react';
import { useSyncExternalStore } from 'react';
import classes from './canvas.module.css';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/**
 * What lies over the canvas while nodes are dragged: a sheet that takes the pointer, and one for the wires of these nodes. A wire that moves among hundreds that do not
 * has the browser paint and stack them all anew. What is painted on the sheet always reaches from edge to edge: were its size another with every move, all would be
 * stacked anew, too.
 */
export function HeldWires() {
  const { held } = useCanvasUiStore().getState();
  const box = useSyncExternalStore(held.onBox, held.box);
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  return (
    <>
      <div className={classes.shield} hidden={box === undefined} />
      <ViewportPortal>
        <svg
          className={`${classes.heldWires} ${box === undefined ? classes.noWires : ''}`}
          style={{ left: x, top: y, width, height }}
          viewBox={`${x} ${y} ${width} ${height}`}
          data-held-wires
          aria-hidden
        >
          <rect className={classes.sheet} x={x} y={y} width={width} height={height} />
          <g
            ref={(element) => {
              held.sheet = element;
            }}
          />
        </svg>
      </ViewportPortal>
    </>
  );
}
