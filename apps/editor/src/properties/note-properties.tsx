import { Button, Textarea } from '@mantine/core';
import { useEffect } from 'react';
import { type Note, notesOf, putNote, removeNote } from '../document/notes.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { focusPanel } from './focus-panel.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** A note on the canvas. */
export function NoteProperties({ note }: { readonly note: Note }) {
  const store = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  useEffect(() => () => store.getState().endGesture(), [store]);
  return (
    <>
      <div>
        <h2>{t('note')}</h2>
        <p className={classes.summary}>{t('noteHelp')}</p>
      </div>
      <Textarea
        label={t('noteText')}
        autosize
        minRows={4}
        maxRows={20}
        maxLength={4000}
        disabled={readOnly}
        value={note.text}
        onChange={({ currentTarget: { value } }) =>
          store.getState().change(
            t('noteChanged'),
            (document) => {
              const now = notesOf(document).find(({ id }) => id === note.id);
              return now === undefined ? document : putNote(document, { ...now, text: value });
            },
            `note:${note.id}`,
          )
        }
        onBlur={() => store.getState().endGesture()}
      />
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={readOnly}
          onClick={({ currentTarget }) => {
            focusPanel(currentTarget);
            const { change, select } = store.getState();
            change(t('noteRemoved'), (document) => removeNote(document, note.id));
            select([]);
          }}
        >
          {t('noteRemove')}
        </Button>
      </div>
    </>
  );
}
