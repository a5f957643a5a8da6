import { Modal, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { admin } from '../app/admin.tsx';
import { paths } from '../app/paths.ts';
import { t } from './messages.ts';
import { NameForm } from './name-form.tsx';
import { refreshJourneys } from './use-journeys.ts';

/** Copies a journey as a draft, and opens the copy. */
export function DuplicateDialog({
  realm,
  name,
  taken,
  close,
}: {
  readonly realm: string;
  readonly name: string;
  readonly taken: readonly string[];
  readonly close: () => void;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const submit = async (to: string) => {
    await admin.duplicate(realm, name, to);
    void refreshJourneys(queries, realm);
    close();
    void navigate(paths.journey(realm, to));
  };
  return (
    <Modal opened onClose={close} title={t('duplicateTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <NameForm
        label={t('newName')}
        begin={freeName(t('copyOf', { name }), taken)}
        taken={taken}
        button={t('duplicateButton')}
        submit={submit}
        cancel={close}
      >
        <Text size="sm">{t('duplicateHelp', { name })}</Text>
      </NameForm>
    </Modal>
  );
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let number = 2; taken.includes(name); number += 1) name = `${wanted} ${number}`;
  return name;
}
