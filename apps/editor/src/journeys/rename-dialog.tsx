import { Code, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { admin, useAdministrator } from '../app/admin.tsx';
import { useDialogWork } from '../app/dialog-work.ts';
import { journeyAddress } from '../versions/journey-address.ts';
import classes from './journeys.module.css';
import { t } from './messages.ts';
import { NameForm } from './name-form.tsx';
import { journeysQuery, refreshJourneys } from './use-journeys.ts';

/** Gives a journey another name, and says before what that does to sign-ons and links. */
export function RenameDialog({
  realm,
  name,
  before,
  done,
  close,
}: {
  readonly realm: string;
  /** Undefined while the dialog is closed. */
  readonly name: string | undefined;
  /** What must be done first, such as saving a draft. */
  readonly before?: () => Promise<void>;
  readonly done?: (to: string) => void;
  readonly close: () => void;
}) {
  const administrator = useAdministrator();
  const queries = useQueryClient();
  const { data } = useQuery(journeysQuery(realm));
  const work = useDialogWork(close);
  if (name === undefined) return null;
  const usedBy = data?.journeys.find((item) => item.name === name)?.usedBy;
  const submit = async (to: string) => {
    await before?.();
    await admin.rename(realm, name, to);
    await refreshJourneys(queries, realm);
    notifications.show({ message: t('renamed', { name, to }) });
    close();
    done?.(to);
  };
  return (
    <Modal opened onClose={work.close} title={t('renameTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <NameForm
        label={t('renameTo')}
        begin={name}
        taken={(data?.journeys ?? []).map((item) => item.name)}
        button={t('renameButton')}
        submit={submit}
        work={work}
      >
        <Stack gap="xs">
          <Text size="sm">{t('renameRunning')}</Text>
          <Text size="sm">
            {usedBy === undefined
              ? t('renameAll')
              : usedBy.length === 0
                ? t('renameFollow')
                : t('renameUsers', { names: usedBy.join(', ') })}
          </Text>
          <Text size="sm">{t('renameLinks', { name })}</Text>
          <Code block className={classes.address}>
            {journeyAddress(administrator, realm, name)}
          </Code>
        </Stack>
      </NameForm>
    </Modal>
  );
}
