import type { Point } from '../document/point.ts';
import type { EditorStore } from '../editor/editor-store.ts';
import { NODE_WIDTH, TARGET_Y } from '../layout/node-size.ts';
import { middleOfCanvas } from './canvas-box.ts';
import type { CanvasUiStore } from './canvas-ui.ts';
import { placeAfter } from './place-after.ts';

interface Around {
  readonly ui: CanvasUiStore;
  readonly store: EditorStore;
  readonly flow: { screenToFlowPosition(point: Point): Point; flowToScreenPosition(point: Point): Point };
}

/**
 * Asks which node to add. With one node selected it comes after that; else it goes to where the pointer is, or to the middle.
 * @param screen where the author points, when the wish came from there
 */
export function openQuickAdd({ ui, store, flow }: Around, screen?: Point): void {
  const state = store.getState();
  const after = screen === undefined && state.selection.size === 1 ? placeAfter(state) : undefined;
  if (after !== undefined) {
    ui.setState({ quickAdd: { screen: flow.flowToScreenPosition(after.at), place: { kind: 'canvas', ...after } } });
    return;
  }
  const where = screen ?? ui.getState().hand.pointer ?? middleOfCanvas();
  const { x, y } = flow.screenToFlowPosition(where);
  ui.setState({ quickAdd: { screen: where, place: { kind: 'canvas', at: { x: x - NODE_WIDTH / 2, y: y - TARGET_Y } } } });
}
