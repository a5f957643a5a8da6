import { ActionIcon, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AccountMenu } from '../app/console-shell.tsx';
import { paths } from '../app/paths.ts';
import { PublishButton } from '../versions/publish-button.tsx';
import classes from './editor-toolbar.module.css';
import { t } from './messages.ts';
import { SavingStatus } from './saving-status.tsx';
import { useEditor } from './use-editor.ts';

/** Name, what is saved and where, undo, publish. */
export function EditorToolbar({ left, right }: { readonly left: ReactNode; readonly right: ReactNode }) {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  return (
    <header className={classes.toolbar}>
      <Group gap="xs" wrap="nowrap" miw={0}>
        <Tooltip label={t('back')}>
          <ActionIcon component={Link} to={paths.journeys(realm)} variant="default" size="lg" aria-label={t('back')}>
            <IconArrowLeft size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {left}
        <Title order={1} size="h5" className={classes.name} title={name} dir="auto">
          {name}
        </Title>
        <Text size="sm" c="dimmed" visibleFrom="md">
          {realm === '/' ? '' : realm.slice(1)}
        </Text>
      </Group>
      <SavingStatus />
      <Group gap="xs" wrap="nowrap">
        <UndoButtons />
        <PublishButton />
        {right}
        <AccountMenu />
      </Group>
    </header>
  );
}

function UndoButtons() {
  const past = useEditor((state) => state.history.past.at(-1)?.label);
  const future = useEditor((state) => state.history.future[0]?.label);
  const undo = useEditor((state) => state.undo);
  const redo = useEditor((state) => state.redo);
  const undoLabel = past === undefined ? t('undo') : t('undoWhat', { what: past });
  const redoLabel = future === undefined ? t('redo') : t('redoWhat', { what: future });
  return (
    <ActionIcon.Group>
      <Tooltip label={`${undoLabel} (Ctrl Z)`}>
        <ActionIcon variant="default" size="lg" onClick={undo} disabled={past === undefined} aria-label={undoLabel}>
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${redoLabel} (Ctrl Shift Z)`}>
        <ActionIcon variant="default" size="lg" onClick={redo} disabled={future === undefined} aria-label={redoLabel}>
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </ActionIcon.Group>
  );
}
