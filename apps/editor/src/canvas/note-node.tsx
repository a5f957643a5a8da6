import { type NodeProps, NodeResizer } from '@xyflow/react';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { putNote } from '../document/notes.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import classes from './canvas.module.css';
import type { NoteFlowNode } from './flow-model.ts';
import { t } from './messages.ts';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';

/** A note on the canvas: a sheet to drag about, whose text is written on it after a double click. */
export const NoteNodeView = memo(function NoteNodeView({ id, data, selected }: NodeProps<NoteFlowNode>) {
  const store = useEditorStore();
  const { note } = data;
  const isEditing = useCanvasUi((state) => state.editingNote === id);
  const ui = useCanvasUiStore();
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the node around it takes the keys; F2 or Enter writes. */}
      <div
        className={`${classes.note} ${selected ? classes.selected : ''}`}
        data-note={id}
        onDoubleClick={() => {
          if (!store.getState().readOnly) ui.setState({ editingNote: id });
        }}
      >
        {isEditing ? (
          <NoteField data={data} />
        ) : (
          <div className={classes.noteText}>
            {note.text === '' ? <span className={classes.emptyNote}>{t('noteEmpty')}</span> : note.text}
          </div>
        )}
      </div>
    </>
  );
});

function NoteField({ data: { note } }: { readonly data: NoteFlowNode['data'] }) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const stop = () => {
    store.getState().endGesture();
    if (ui.getState().editingNote === note.id) ui.setState({ editingNote: undefined });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const around = field.current?.closest<HTMLElement>('.react-flow__node');
    stop();
    around?.focus();
  };
  return (
    <textarea
      ref={field}
      className={`nodrag nowheel nokey ${classes.noteField}`}
      aria-label={t('noteText')}
      value={note.text}
      maxLength={4000}
      onChange={({ currentTarget: { value } }) =>
        store.getState().change(t('noteChanged'), (document) => putNote(document, { ...note, text: value }), `note:${note.id}`)
      }
      onKeyDown={onKeyDown}
      onBlur={stop}
    />
  );
}
