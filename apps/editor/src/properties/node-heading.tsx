import { TextInput } from '@mantine/core';
import type { CatalogueNode, PageChild } from '@waygate/schema';
import { setDisplayName } from '../document/edit-node.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { t } from './messages.ts';
import { NodeFacts } from './node-facts.tsx';
import classes from './properties.module.css';

/** What a node is and what it is called. */
export function NodeHeading({
  id,
  node,
  type,
}: {
  readonly id: string;
  readonly node: PageChild;
  readonly type: CatalogueNode | undefined;
}) {
  const store = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <>
      <div>
        <div className={classes.heading}>
          <NodeIcon name={type?.icon} size={20} />
          <h2>{type?.displayName ?? node.type}</h2>
        </div>
        {type === undefined ? null : (
          <>
            <p className={classes.summary}>{type.summary}</p>
            <NodeFacts type={type} />
          </>
        )}
      </div>
      <TextInput
        data-panel-focus
        label={t('name')}
        description={t('nameHelp')}
        value={node.displayName}
        maxLength={256}
        disabled={readOnly}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) =>
          store.getState().change(t('renamed', { name: node.displayName }), (document) => setDisplayName(document, id, value), `name:${id}`)
        }
        onBlur={() => store.getState().endGesture()}
      />
    </>
  );
}
