import { type Alignment, alignNodes } from '../document/align-nodes.ts';
import { moveNodes } from '../document/move-nodes.ts';
import { layoutJourney } from '../layout/layout-journey.ts';
import { nodeSize } from '../layout/node-size.ts';
import type { CommandContext, EditorCommand } from './editor-command.ts';
import { type CommandKey, t } from './messages.ts';
import { placedIds } from './selected-parts.ts';

function sizeOf({ flow, store }: CommandContext) {
  const { history, outcomes } = store.getState();
  return (id: string) => {
    const measured = flow.getNode(id)?.measured;
    if (measured?.width !== undefined && measured.height !== undefined) return { width: measured.width, height: measured.height };
    return nodeSize(history.present, id, outcomes.outcomesOf(history.present, id)?.length ?? 1);
  };
}

const align = (id: CommandKey, alignment: Alignment, keys?: string): EditorCommand => ({
  id,
  group: 'arrange',
  changes: true,
  ...(keys === undefined ? {} : { keys: [keys] }),
  isEnabled: (state) => placedIds(state).length > (alignment.startsWith('spread') ? 2 : 1),
  run: (context) => {
    const { store } = context;
    const ids = placedIds(store.getState());
    store.getState().change(t('aligned'), (document) => alignNodes(document, ids, alignment, sizeOf(context)));
  },
});

/** What brings nodes in order on the canvas. */
export const ARRANGE_COMMANDS: readonly EditorCommand[] = [
  align('alignLeft', 'left'),
  align('alignCenter', 'center'),
  align('alignRight', 'right'),
  align('alignTop', 'top'),
  align('alignMiddle', 'middle'),
  align('alignBottom', 'bottom'),
  align('spreadHorizontally', 'spread-horizontally'),
  align('spreadVertically', 'spread-vertically'),
  {
    id: 'tidyAll',
    group: 'arrange',
    keys: ['T'],
    changes: true,
    isEnabled: ({ history }) => Object.keys(history.present.nodes).length > 0,
    run: (context) => {
      const { store, flow } = context;
      store.getState().change(t('tidied'), (document) => moveNodes(document, layoutJourney(document, undefined, sizeOf(context))));
      requestAnimationFrame(() => void flow.fitView({ maxZoom: 1, padding: 0.15 }));
    },
  },
  {
    id: 'tidySelection',
    group: 'arrange',
    keys: ['shift+T'],
    changes: true,
    isEnabled: (state) => placedIds(state).length > 1,
    run: (context) => {
      const ids = placedIds(context.store.getState());
      context.store.getState().change(t('tidied'), (document) => moveNodes(document, layoutJourney(document, ids, sizeOf(context))));
    },
  },
];
