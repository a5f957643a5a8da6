import { Alert, Anchor, Badge, Button, Group, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconLoader2 } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { admin, useAdministrator } from '../app/admin.tsx';
import { useDraftKeeper } from './draft-keeper-context.ts';
import { backupKey, dropBackup } from './local-backup.ts';
import { t } from './messages.ts';
import { useEditor, useEditorStore } from './use-editor.ts';

/** Says where the author's work is, always; when it is not on the server, what to do. */
export function SavingStatus() {
  const saving = useEditor((state) => state.saving);
  const published = useEditor((state) => state.published);
  const baseVersion = useEditor((state) => state.baseVersion);
  const isMoved = published !== undefined && baseVersion !== published.versionId;
  return (
    <Group gap="xs" role="status" aria-live="polite">
      {saving.state === 'saved' ? (
        <Badge variant="light" color="gray" leftSection={<IconCloudCheck size={14} aria-hidden />} tt="none" c="var(--text)">
          {saving.at === undefined
            ? t(published === undefined ? 'neverPublished' : 'unchanged')
            : t('savedAt', { time: new Date(saving.at).toLocaleTimeString(t.language) })}
        </Badge>
      ) : saving.state === 'saving' ? (
        <Badge variant="light" color="gray" leftSection={<IconLoader2 size={14} aria-hidden />} tt="none" c="var(--text)">
          {t('saving')}
        </Badge>
      ) : saving.state === 'local' ? (
        <Explained label={t('local')} icon={<IconCloudOff size={14} aria-hidden />}>
          <Text size="sm">{saving.reason === 'refused' ? t('refused', { message: saving.message }) : saving.message}</Text>
          {saving.reason === 'signed-out' ? (
            <Anchor href="/sign-on/root?goto=%2Fadmin" target="_blank" rel="noreferrer" size="sm">
              {t('signOn')}
            </Anchor>
          ) : null}
        </Explained>
      ) : (
        <Explained label={t('conflictShort')} icon={<IconAlertTriangle size={14} aria-hidden />}>
          <Conflict />
        </Explained>
      )}
      {isMoved && published !== undefined ? (
        <Explained label={t('conflictShort')} icon={<IconAlertTriangle size={14} aria-hidden />}>
          <Text size="sm">{t('moved', { author: published.author, number: published.number })}</Text>
        </Explained>
      ) : null}
    </Group>
  );
}

function Explained({
  label,
  icon,
  children,
}: {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly children: React.ReactNode;
}) {
  return (
    <Popover width={340} withArrow shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton>
          <Badge color="orange" variant="light" leftSection={icon} tt="none" c="var(--text)">
            {label}
          </Badge>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}

function Conflict() {
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const queries = useQueryClient();
  const { username } = useAdministrator();
  const keepMine = async () => {
    const { realm, name, setSaving } = store.getState();
    const { draft } = await admin.journey(realm, name);
    setSaving({ state: 'saving' });
    keeper.adopt(draft?.revision ?? null);
  };
  const takeTheirs = async () => {
    const { realm, name } = store.getState();
    keeper.stop();
    dropBackup(backupKey(username, realm, name));
    await queries.refetchQueries({ queryKey: ['journey', realm, name] });
  };
  return (
    <Alert color="orange" variant="transparent" p={0}>
      <Text size="sm" mb="xs">
        {t('conflict')}
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={() => void keepMine()}>
          {t('keepMine')}
        </Button>
        <Button size="xs" variant="default" onClick={() => void takeTheirs()}>
          {t('takeTheirs')}
        </Button>
      </Group>
    </Alert>
  );
}
