import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { extractInner } from '../document/extract-inner.ts';
import { newId } from '../editor/new-id.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { expectFreeName } from '../journeys/expect-free-name.ts';
import { NameTaken } from '../journeys/name-taken.ts';
import { refusals } from './group-refusals.ts';
import { t } from './messages.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Asks for the name of an inner journey, keeps it as a draft, and puts a node that runs it in the place of the nodes. */
export function GroupDialog({ ids, close }: { readonly ids: readonly string[]; readonly close: () => void }) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [id] = useState(newId);
  const probe = extractInner(store.getState().history.present, ids, 'x', id);
  const group = useMutation({
    mutationFn: async () => {
      const { history, realm, change, select } = store.getState();
      const extracted = extractInner(history.present, ids, name.trim(), id);
      if ('refusal' in extracted) throw new Error(refusals(extracted.refusal));
      await expectFreeName(queries, realm, name.trim());
      await admin.saveDraft(realm, name.trim(), { document: extracted.inner, baseVersion: null, revision: null });
      change(t('grouped', { name: name.trim() }), () => extracted.document);
      select([id]);
      ui.getState().say(t('grouped', { name: name.trim() }));
      await queries.invalidateQueries({ queryKey: ['journeys', realm] });
      close();
    },
  });
  if ('refusal' in probe) return <Alert color="orange">{refusals(probe.refusal)}</Alert>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    group.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('groupName')}
          value={name}
          maxLength={128}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={group.error === null ? undefined : group.error instanceof NameTaken ? group.error.message : failureText(group.error)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={group.isPending} disabled={name.trim() === ''}>
            {t('group')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
