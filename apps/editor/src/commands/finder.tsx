import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { t } from './messages.ts';
import { shortcutText } from './shortcut.ts';
import { useCommandContext } from './use-command-context.ts';

/** Finds nodes of the journey and commands by name. */
export function Finder() {
  const context = useCommandContext();
  const document = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const readOnly = useEditor((state) => state.readOnly);
  const nodes = [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)].map(([id, node]) => ({
    id: `node:${id}`,
    label: node.displayName === '' ? node.type : node.displayName,
    description: catalogue.get(node.type)?.displayName ?? node.type,
    keywords: [node.type, id],
    leftSection: <NodeIcon name={catalogue.get(node.type)?.icon} />,
    onClick: () => {
      context.store.getState().jumpTo(id);
      context.store.getState().showPanel('properties');
    },
  }));
  const commands = EDITOR_COMMANDS.filter((command) => !readOnly || command.changes !== true).map((command) => ({
    id: `command:${command.id}`,
    label: t(command.id),
    description: command.keys?.[0] === undefined ? t(command.group) : `${t(command.group)} · ${shortcutText(command.keys[0])}`,
    onClick: () => {
      if (command.isEnabled(context.store.getState())) command.run(context);
    },
  }));
  const actions: SpotlightActionGroupData[] = [
    { group: t('journeyNodes'), actions: nodes },
    { group: t('command'), actions: commands },
  ];
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      nothingFound={t('nothing')}
      highlightQuery
      limit={30}
      scrollable
      maxHeight="60vh"
      searchProps={{ leftSection: <IconSearch size={18} aria-hidden />, placeholder: t('paletteSearch'), 'aria-label': t('paletteSearch') }}
    />
  );
}
