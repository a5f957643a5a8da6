import { moveNodes, placeOf } from '../document/move-nodes.ts';
import type { Point } from '../document/point.ts';
import type { CommandContext } from './editor-command.ts';
import { t } from './messages.ts';
import { placedIds } from './selected-parts.ts';

/** Moves what is selected by arrow keys; the canvas's own keys. @returns whether the key was one */
export function nudgeByKey(context: CommandContext, key: string, far: boolean): boolean {
  const length = far ? 50 : 10;
  const by = {
    ArrowLeft: { x: -length, y: 0 },
    ArrowRight: { x: length, y: 0 },
    ArrowUp: { x: 0, y: -length },
    ArrowDown: { x: 0, y: length },
  }[key];
  if (by === undefined || placedIds(context.store.getState()).length === 0 || context.store.getState().readOnly) return false;
  nudge(context, by);
  return true;
}

function nudge({ store }: CommandContext, by: Point): void {
  const state = store.getState();
  const ids = placedIds(state);
  state.change(
    t('nudged'),
    (document) =>
      moveNodes(
        document,
        Object.fromEntries(ids.map((id) => [id, { x: placeOf(document, id).x + by.x, y: placeOf(document, id).y + by.y }])),
      ),
    `nudge:${ids.join()}`,
  );
}
