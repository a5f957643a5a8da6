import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { t } from './messages.ts';

/** Asks for the text of a note. */
export function NoteDialog({
  text: before,
  save,
  close,
}: {
  readonly text: string;
  readonly save: (text: string) => void;
  readonly close: () => void;
}) {
  const [text, setText] = useState(before);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    save(text);
  };
  return (
    <Modal opened onClose={close} title={t('editNote')} returnFocus={false} transitionProps={{ duration: 0 }}>
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            data-autofocus
            label={t('noteText')}
            value={text}
            maxLength={4000}
            minRows={4}
            autosize
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
