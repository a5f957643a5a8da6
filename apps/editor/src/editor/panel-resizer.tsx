import type { KeyboardEvent, PointerEvent } from 'react';
import classes from './journey-workbench.module.css';
import { t } from './messages.ts';
import { NARROWEST, type PanelWidth } from './use-panel-width.ts';

/** How far an arrow key moves the edge, CSS pixels. */
const STEP = 32;

/** The edge between the canvas and the panel: dragged, or moved with the arrow keys. */
export function PanelResizer({ width, widest, resize }: PanelWidth) {
  const onPointerDown = (event: PointerEvent<HTMLHRElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = ({ currentTarget, pointerId, clientX }: PointerEvent<HTMLHRElement>) => {
    if (currentTarget.hasPointerCapture(pointerId)) resize(window.innerWidth - clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: NARROWEST, End: widest }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    resize(next);
  };
  return (
    <hr
      className={classes.resizer}
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('resizePanel')}
      aria-valuenow={Math.round(width)}
      aria-valuemin={NARROWEST}
      aria-valuemax={Math.round(widest)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
