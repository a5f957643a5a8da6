import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import { putNote } from '../document/notes.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import classes from './canvas.module.css';
import type { NoteFlowNode } from './flow-model.ts';
import { t } from './messages.ts';

/** A note on the canvas, edited in place. */
export const NoteNodeView = memo(function NoteNodeView({ data, selected }: NodeProps<NoteFlowNode>) {
  const store = useEditorStore();
  const { note } = data;
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={120}
        minHeight={60}
        onResizeEnd={(_event, { x, y, width, height }) =>
          store.getState().change(t('noteChanged'), (document) => putNote(document, { ...note, x, y, width, height }))
        }
      />
      <div className={`${classes.note} ${selected ? classes.selected : ''}`}>
        <textarea
          className={`nodrag nowheel ${classes.noteText}`}
          aria-label={t('noteText')}
          value={note.text}
          maxLength={4000}
          onChange={({ currentTarget: { value } }) =>
            store.getState().change(t('noteChanged'), (document) => putNote(document, { ...note, text: value }), `note:${note.id}`)
          }
          onBlur={() => store.getState().endGesture()}
        />
      </div>
    </>
  );
});
