import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAddNode } from '../canvas/use-add-node.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { t } from './messages.ts';
import { shortcutText } from './shortcut.ts';
import { useCommandContext } from './use-command-context.ts';

/** Finds nodes of the journey, node types to add, and commands by name. */
export function Finder() {
  // What can be found is only gathered while somebody looks: a large journey changes often.
  const [isOpen, setIsOpen] = useState(false);
  const actions = useFinderActions(isOpen);
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // At once: who opened it with a key types on without looking.
  useLayoutEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('paletteSearch') } }}
      shortcut={null}
      nothingFound={t('nothing')}
      highlightQuery
      limit={30}
      scrollable
      maxHeight="60vh"
      onSpotlightOpen={() => {
        setQuery('');
        setIsOpen(true);
      }}
      onSpotlightClose={() => setIsOpen(false)}
      searchProps={{
        ref: field,
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('paletteSearch'),
        'aria-label': t('paletteSearch'),
      }}
    />
  );
}

function useFinderActions(isOpen: boolean): SpotlightActionGroupData[] {
  const context = useCommandContext();
  const addNode = useAddNode();
  const store = useEditorStore();
  return useMemo(() => {
    if (!isOpen) return [];
    const { history, catalogue, readOnly } = store.getState();
    const { nodes, innerNodes } = history.present;
    const found = [...Object.entries(nodes), ...Object.entries(innerNodes)].map(([id, node]) => ({
      id: `node:${id}`,
      label: node.displayName === '' ? node.type : node.displayName,
      description: catalogue.get(node.type)?.displayName ?? node.type,
      keywords: [node.type, id],
      leftSection: <NodeIcon name={catalogue.get(node.type)?.icon} />,
      onClick: () => {
        store.getState().jumpTo(id);
        store.getState().showPanel('properties');
      },
    }));
    const types = readOnly
      ? []
      : [...catalogue.values()].map((type) => ({
          id: `type:${type.type}`,
          label: t('addType', { name: type.displayName }),
          description: type.summary,
          keywords: [type.type, ...type.tags],
          leftSection: <NodeIcon name={type.icon} />,
          onClick: () => addNode(type),
        }));
    const commands = EDITOR_COMMANDS.filter((command) => !readOnly || command.changes !== true).map((command) => ({
      id: `command:${command.id}`,
      label: t(command.id),
      description: command.keys?.[0] === undefined ? t(command.group) : `${t(command.group)} · ${shortcutText(command.keys[0])}`,
      onClick: () => {
        if (command.isEnabled(store.getState())) command.run(context);
      },
    }));
    return [
      { group: t('journeyNodes'), actions: found },
      { group: t('command'), actions: commands },
      { group: t('addTypes'), actions: types },
    ];
  }, [isOpen, store, context, addNode]);
}
