import { middleOfCanvas } from '../canvas/canvas-box.ts';
import type { Point } from '../document/point.ts';
import type { CommandContext } from './editor-command.ts';

/** Where on the canvas a command works: at its menu, else under the pointer, else in the middle. */
export function canvasCursor({ ui, flow }: CommandContext): Point {
  const { hand, menu } = ui.getState();
  return menu?.at ?? flow.screenToFlowPosition(hand.pointer ?? middleOfCanvas());
}
