import { CloseButton, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { CatalogueNode } from '@waygate/schema';
import { useState } from 'react';
import { useAddNode } from '../canvas/use-add-node.ts';
import { useEditor } from '../editor/use-editor.ts';
import { categoryName, t } from './messages.ts';
import { writeNodeDrag } from './node-drag.ts';
import { NodeIcon } from './node-icon.tsx';
import classes from './palette.module.css';
import { searchNodeTypes } from './search-node-types.ts';

/** Every node type of this server, by category, to drag or to add. */
export function Palette() {
  const catalogue = useEditor((state) => state.catalogue);
  const [text, setText] = useState('');
  const found = searchNodeTypes(catalogue.values(), text);
  const categories = Map.groupBy(found, ({ category }) => category);
  return (
    <div className={classes.palette}>
      <TextInput
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={text === '' ? null : <CloseButton size="sm" onClick={() => setText('')} aria-label={t('clear')} />}
      />
      <Text size="xs" c="dimmed" id="palette-hint">
        {t('hint')}
      </Text>
      {found.length === 0 ? <Text size="sm">{t('none')}</Text> : null}
      {[...categories].map(([category, nodes]) => (
        <section key={category} aria-label={categoryName(category)}>
          <h2 className={classes.category}>{categoryName(category)}</h2>
          <ul className={classes.list}>
            {nodes.map((node) => (
              <PaletteItem key={node.type} node={node} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function PaletteItem({ node }: { readonly node: CatalogueNode }) {
  const addNode = useAddNode();
  return (
    <li>
      <Tooltip label={node.summary} position="right" multiline maw={260} openDelay={500}>
        <UnstyledButton
          className={classes.item}
          draggable
          onDragStart={({ dataTransfer }) => writeNodeDrag(dataTransfer, { kind: 'type', type: node.type })}
          onClick={() => addNode(node)}
          aria-label={t('add', { name: node.displayName })}
          aria-describedby="palette-hint"
          data-node-type={node.type}
        >
          <NodeIcon name={node.icon} />
          <span>{node.displayName}</span>
        </UnstyledButton>
      </Tooltip>
    </li>
  );
}
