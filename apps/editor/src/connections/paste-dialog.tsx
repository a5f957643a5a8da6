import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { readCheckTable } from '@waygate/graph';
import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import { type FormEvent, useState } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { useDocument } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import type { CheckSource } from './use-check-table.ts';

const REASONS = { empty: 'empty', json: 'json', table: 'noTable', several: 'several' } as const;

/** Takes a check table in whatever form somebody has it. */
export function PasteDialog({ compare, close }: { readonly compare: (source: CheckSource) => void; readonly close: () => void }) {
  const document = useDocument();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ends = Object.fromEntries([START_ID, SUCCESS_ID, FAILURE_ID].map((id) => [id, nameOf(document, id)]));
    const table = readCheckTable(text, ends);
    if (table.kind === 'unreadable') return setError(t(REASONS[table.reason]));
    const pasted = Date.now();
    compare(
      table.kind === 'rows'
        ? { kind: 'rows', rows: table.rows, name: t('pasted'), pasted }
        : { kind: 'file', document: table.document, name: table.document.name, pasted },
    );
    close();
  };
  return (
    <Modal opened onClose={close} title={t('pasteTitle')} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Textarea
            data-autofocus
            label={t('pasteLabel')}
            description={t('pasteHelp')}
            value={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
              setError(undefined);
            }}
            error={error}
            autosize
            minRows={8}
            maxRows={18}
            styles={{ input: { fontFamily: 'var(--mono)' } }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('compare')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
