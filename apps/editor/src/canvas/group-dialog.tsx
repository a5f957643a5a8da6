import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { type DialogWork, useDialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { extractInner } from '../document/extract-inner.ts';
import { newId } from '../editor/new-id.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { expectFreeName } from '../journeys/expect-free-name.ts';
import { NameTaken } from '../journeys/name-taken.ts';
import { refusals } from './group-refusals.ts';
import { t } from './messages.ts';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';

/** Asks for the name of an inner journey, keeps it as a draft, and puts a node that runs it in the place of the nodes. */
export function GroupDialog() {
  const ui = useCanvasUiStore();
  const grouping = useCanvasUi((state) => state.grouping);
  const work = useDialogWork(() => ui.setState({ grouping: undefined }));
  return (
    <Modal opened={grouping !== undefined} onClose={work.close} title={t('groupTitle')}>
      {grouping === undefined ? null : <GroupForm ids={grouping} work={work} close={() => ui.setState({ grouping: undefined })} />}
    </Modal>
  );
}

function GroupForm({ ids, work, close }: { readonly ids: readonly string[]; readonly work: DialogWork; readonly close: () => void }) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [id] = useState(newId);
  const probe = extractInner(store.getState().history.present, ids, 'x', id);
  const [failure, setFailure] = useState<string>();
  const group = async () => {
    const { history, realm, change, select } = store.getState();
    const extracted = extractInner(history.present, ids, name.trim(), id);
    if ('refusal' in extracted) throw new Error(refusals(extracted.refusal));
    await expectFreeName(queries, realm, name.trim());
    await admin.saveDraft(realm, name.trim(), { document: extracted.inner, baseVersion: null, revision: null });
    change(t('grouped', { name: name.trim() }), (document) => {
      // The draft may have been followed into another tab meanwhile: what came from there stays.
      const now = document === history.present ? extracted : extractInner(document, ids, name.trim(), id);
      return 'refusal' in now ? document : now.document;
    });
    select([id]);
    ui.getState().say(t('grouped', { name: name.trim() }));
    await queries.invalidateQueries({ queryKey: ['journeys', realm] });
    close();
  };
  if ('refusal' in probe) return <Alert color="orange">{refusals(probe.refusal)}</Alert>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      setFailure(undefined);
      try {
        await group();
      } catch (error) {
        setFailure(error instanceof NameTaken ? error.message : failureText(error));
      }
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('groupName')}
          value={name}
          maxLength={128}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={failure}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={work.close} disabled={work.isBusy}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={work.isBusy} disabled={name.trim() === ''}>
            {t('group')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
