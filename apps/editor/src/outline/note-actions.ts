import { notesOf, putNote, removeNote } from '../document/notes.ts';
import { finishAction } from './finish-action.ts';
import { t } from './messages.ts';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import type { NoteRow } from './outline-rows.ts';

/** What can be done with a note. */
export function noteActions({ noteId: id, text }: NoteRow, context: OutlineContext): OutlineAction[] {
  const { store, askForNote } = context;
  const base = { about: 'subject', changes: true } as const;
  const change = (next: string) => {
    const note = notesOf(store.getState().history.present).find((one) => one.id === id);
    if (note !== undefined) finishAction(context, t('noteChanged'), (before) => putNote(before, { ...note, text: next }), `note:${id}`);
  };
  return [
    { ...base, id: 'note' as const, label: t('editNote'), keys: 'Enter', run: () => askForNote(text, change) },
    {
      id: 'show' as const,
      label: t('show'),
      keys: 'Space',
      about: 'subject' as const,
      changes: false,
      run: () => store.getState().jumpTo(id),
    },
    {
      ...base,
      id: 'delete' as const,
      label: t('noteRemoved'),
      keys: 'Delete',
      run: () => finishAction(context, t('noteRemoved'), (before) => removeNote(before, id)),
    },
  ].filter(({ changes }) => !changes || !store.getState().readOnly);
}
