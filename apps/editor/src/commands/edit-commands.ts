import { CLIPBOARD_COMMANDS } from './clipboard-commands.ts';
import type { EditorCommand } from './editor-command.ts';
import { t } from './messages.ts';
import { removeSelection } from './remove-selection.ts';
import { ENDS, noteIdsOf } from './selected-parts.ts';

/** What every editor has, and the way of the journey out and in. */
export const EDIT_COMMANDS: readonly EditorCommand[] = [
  {
    id: 'undo',
    group: 'edit',
    keys: ['mod+Z'],
    isEnabled: ({ history }) => history.past.length > 0,
    run: ({ store }) => store.getState().undo(),
  },
  {
    id: 'redo',
    group: 'edit',
    keys: ['mod+shift+Z', 'mod+Y'],
    isEnabled: ({ history }) => history.future.length > 0,
    run: ({ store }) => store.getState().redo(),
  },
  ...CLIPBOARD_COMMANDS,
  {
    id: 'delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    changes: true,
    isEnabled: ({ selection, selectedWires }) => selection.size + selectedWires.size > 0,
    run: (context) => removeSelection(context, t('delete')),
  },
  {
    id: 'publish',
    group: 'edit',
    keys: ['mod+Enter'],
    changes: true,
    isEnabled: () => true,
    run: ({ ui }) => ui.setState({ publishing: true }),
  },
  {
    id: 'selectAll',
    group: 'edit',
    keys: ['mod+A'],
    isEnabled: () => true,
    run: ({ store }) => {
      const state = store.getState();
      state.select([...Object.keys(state.history.present.nodes), ...ENDS, ...noteIdsOf(state)]);
    },
  },
  {
    id: 'deselect',
    group: 'edit',
    keys: ['Escape'],
    isEnabled: ({ selection, selectedWires }) => selection.size + selectedWires.size > 0,
    run: ({ store }) => store.getState().select([]),
  },
  {
    id: 'importFile',
    group: 'edit',
    changes: true,
    isEnabled: () => true,
    run: ({ ui }) => ui.setState({ transfer: { kind: 'import' } }),
  },
  { id: 'exportJourney', group: 'edit', isEnabled: () => true, run: ({ ui }) => ui.setState({ transfer: { kind: 'export' } }) },
];
