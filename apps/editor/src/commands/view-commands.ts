import type { SidePanel } from '../editor/editor-store.ts';
import type { CommandContext, EditorCommand } from './editor-command.ts';
import { placedIds } from './selected-parts.ts';

const showPanel = (id: SidePanel, keys: string): EditorCommand => ({
  id,
  group: 'panels',
  keys: [keys],
  isEnabled: () => true,
  run: ({ store }) => store.getState().goToPanel(id),
});

function jumpToProblem({ store }: CommandContext, step: 1 | -1): void {
  const { problems, selection, jumpTo } = store.getState();
  const ids = [...new Set(problems.flatMap(({ nodeId }) => nodeId ?? []))];
  if (ids.length === 0) return;
  const [selected] = selection;
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  const next = ids[(at + step + ids.length) % ids.length];
  if (next !== undefined) jumpTo(next);
}

/** What shows the journey otherwise, finds something in it, or shows a panel. */
export const VIEW_COMMANDS: readonly EditorCommand[] = [
  { id: 'fit', group: 'view', keys: ['F'], isEnabled: () => true, run: ({ flow }) => void flow.fitView({ maxZoom: 1, padding: 0.15 }) },
  {
    id: 'fitSelection',
    group: 'view',
    keys: ['shift+F'],
    isEnabled: (state) => placedIds(state).length > 0,
    run: ({ flow, store }) => void flow.fitView({ nodes: placedIds(store.getState()).map((id) => ({ id })), maxZoom: 1, padding: 0.3 }),
  },
  { id: 'zoomIn', group: 'view', keys: ['+', '='], isEnabled: () => true, run: ({ flow }) => void flow.zoomIn() },
  { id: 'zoomOut', group: 'view', keys: ['-'], isEnabled: () => true, run: ({ flow }) => void flow.zoomOut() },
  { id: 'zoomReset', group: 'view', keys: ['0'], isEnabled: () => true, run: ({ flow }) => void flow.zoomTo(1) },
  {
    id: 'minimap',
    group: 'view',
    keys: ['M'],
    isEnabled: () => true,
    run: ({ ui }) => ui.setState({ showsMinimap: !ui.getState().showsMinimap }),
  },
  { id: 'find', group: 'view', keys: ['mod+K'], isEnabled: () => true, run: ({ openFinder }) => openFinder() },
  {
    id: 'nextProblem',
    group: 'view',
    keys: ['F8'],
    isEnabled: ({ problems }) => problems.length > 0,
    run: (context) => jumpToProblem(context, 1),
  },
  {
    id: 'previousProblem',
    group: 'view',
    keys: ['shift+F8'],
    isEnabled: ({ problems }) => problems.length > 0,
    run: (context) => jumpToProblem(context, -1),
  },
  { id: 'cheatSheet', group: 'view', keys: ['?'], isEnabled: () => true, run: ({ ui }) => ui.setState({ showsCheatSheet: true }) },
  showPanel('properties', 'alt+1'),
  showPanel('problems', 'alt+2'),
  showPanel('outline', 'alt+3'),
  showPanel('connections', 'alt+4'),
  showPanel('options', 'alt+5'),
  showPanel('history', 'alt+6'),
  showPanel('preview', 'alt+7'),
  showPanel('trace', 'alt+8'),
];
