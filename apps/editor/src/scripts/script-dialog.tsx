import { Alert, Button, Loader, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { admin, useAdministrator } from '../app/admin.tsx';
import { useDialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { t } from './messages.ts';
import { type ScriptDraft, ScriptForm } from './script-form.tsx';
import { scriptsQuery } from './scripts-query.ts';

const NEW: ScriptDraft = { name: '', context: 'SCRIPTED_DECISION_NODE', source: 'action.goTo("true");\n' };
/** What a new script begins with that does not decide. */
const CONFIGURES = 'config = {};\n';

/** Shows one script of the realm, or makes one. */
export function ScriptDialog({
  realm,
  id,
  context,
  made,
  close,
}: {
  readonly realm: string;
  /** Undefined makes a new one. */
  readonly id: string | undefined;
  /** What a new one is written for, when that is not to decide. */
  readonly context?: string | undefined;
  /** Told the id of what was saved. */
  readonly made: (id: string) => void;
  readonly close: () => void;
}) {
  const { mayWriteScripts } = useAdministrator();
  const queries = useQueryClient();
  const work = useDialogWork(close);
  const [newId] = useState(() => crypto.randomUUID());
  const script = useQuery({
    queryKey: ['script', realm, id],
    queryFn: () => admin.script(realm, id ?? ''),
    enabled: id !== undefined,
    // What somebody works on must not change beneath them, and what they see must be what is there.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const kept = script.data;
  const save = async (draft: ScriptDraft) => {
    const { language, description, lastModifiedDate: base } = kept ?? { language: 'JAVASCRIPT', description: '', lastModifiedDate: null };
    const saved = await admin.saveScript(realm, id ?? newId, { ...draft, language, description, base });
    await queries.invalidateQueries({ queryKey: scriptsQuery(admin, realm).queryKey });
    notifications.show({ message: t('saved', { name: saved.name }) });
    made(saved.id);
    close();
  };
  return (
    <Modal
      opened
      onClose={work.close}
      size="xl"
      closeOnClickOutside={false}
      title={kept === undefined ? t('newTitle') : t('editTitle', { name: kept.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {id !== undefined && script.isPending ? <Loader aria-label={t('loading')} /> : null}
      {script.isError ? (
        <Stack align="start">
          <Alert color="red" role="alert">
            {t('loadFailed', { message: failureText(script.error) })}
          </Alert>
          <Button variant="default" onClick={() => void script.refetch()}>
            {t('retry')}
          </Button>
        </Stack>
      ) : null}
      {id === undefined || kept !== undefined ? (
        <ScriptForm
          realm={realm}
          begin={kept ?? (context === undefined ? NEW : { ...NEW, context, source: CONFIGURES })}
          kept={kept}
          mayWrite={mayWriteScripts}
          save={save}
          work={work}
        />
      ) : null}
    </Modal>
  );
}
