import { Modal, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { admin } from '../app/admin.tsx';
import { useDialogWork } from '../app/dialog-work.ts';
import { paths } from '../app/paths.ts';
import { t } from './messages.ts';
import { NameForm } from './name-form.tsx';
import { LONGEST_NAME } from './name-problem.ts';
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
  const work = useDialogWork(close);
  const submit = async (to: string) => {
    await admin.duplicate(realm, name, to);
    void refreshJourneys(queries, realm);
    close();
    void navigate(paths.journey(realm, to));
  };
  return (
    <Modal opened onClose={work.close} title={t('duplicateTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <NameForm label={t('newName')} begin={freeName(name, taken)} taken={taken} button={t('duplicateButton')} submit={submit} work={work}>
        <Text size="sm">{t('duplicateHelp', { name })}</Text>
      </NameForm>
    </Modal>
  );
}

/** What the copy is called unless its author has a better name: as the first, with an end that no other has. What is too long of the first is left out. */
function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const wanted = (of: string) => (number === 1 ? t('copyOf', { name: of }) : `${t('copyOf', { name: of })} ${number}`);
    const excess = wanted(name).length - LONGEST_NAME;
    const free = wanted(excess > 0 ? withoutHalves(name.slice(0, -excess)).trimEnd() : name);
    if (!taken.includes(free)) return free;
  }
}

/** A cut may have gone through a sign that takes two code units. */
function withoutHalves(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
