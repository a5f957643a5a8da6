import { Alert, Anchor, Badge, Button, Group, Popover, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconLoader2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import { type ReactNode, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { DiscardDraft } from '../versions/discard-draft.tsx';
import { useDraftKeeper } from './draft-keeper-context.ts';
import { t } from './messages.ts';
import type { Saving } from './saving.ts';
import { useEditor, useEditorStore } from './use-editor.ts';
import { viewOrNothing } from './view-or-nothing.ts';

type Unsaved = Extract<Saving, { state: 'local' }>;

/** Says where the author's work is, always; when it is not on the server, what to do. */
export function SavingStatus() {
  const saving = useEditor((state) => state.saving);
  const published = useEditor((state) => state.published);
  return (
    <>
      {/* Every save changes this; only what needs the author is read out. */}
      <Group gap="xs" role="status" aria-live="off">
        {saving.state === 'saved' && saving.at === undefined ? (
          <Plain icon={<IconCloudCheck size={14} aria-hidden />}>{t(published === undefined ? 'neverPublished' : 'unchanged')}</Plain>
        ) : saving.state === 'saved' ? (
          <Explained
            label={t('savedAt', { time: new Date(saving.at ?? 0).toLocaleTimeString(t.language) })}
            icon={<IconCloudCheck size={14} aria-hidden />}
            color="gray"
          >
            {() => (
              <>
                <Text size="sm">{t('savedHelp')}</Text>
                <DiscardDraft />
              </>
            )}
          </Explained>
        ) : saving.state === 'saving' ? (
          <Plain icon={<IconLoader2 size={14} aria-hidden />}>{t('saving')}</Plain>
        ) : saving.state === 'local' ? (
          <Explained
            label={t(saving.held ? 'local' : 'tabOnly')}
            icon={<IconCloudOff size={14} aria-hidden />}
            color={saving.held ? 'orange' : 'red'}
          >
            {() => <NotSaved saving={saving} />}
          </Explained>
        ) : (
          <Explained label={t('conflictShort')} icon={<IconAlertTriangle size={14} aria-hidden />} color={saving.held ? 'orange' : 'red'}>
            {(close) => <Conflict held={saving.held} close={close} />}
          </Explained>
        )}
      </Group>
      <VisuallyHidden aria-live="polite">
        {saving.state === 'local'
          ? `${t(saving.held ? 'local' : 'tabOnly')}. ${reasonText(saving)}`
          : saving.state === 'conflict'
            ? t('conflict')
            : ''}
      </VisuallyHidden>
    </>
  );
}

function Plain({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <Badge variant="light" color="gray" leftSection={icon} tt="none" c="var(--text)">
      {children}
    </Badge>
  );
}

function Explained({
  label,
  icon,
  color,
  children,
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly color: string;
  /** Gets what closes the explanation, for what opens a dialog of its own. */
  readonly children: (close: () => void) => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} withArrow shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton onClick={() => setOpened(!opened)}>
          <Badge color={color} variant="light" leftSection={icon} tt="none" c="var(--text)">
            {label}
          </Badge>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} w={340} maw="calc(100vw - 2rem)">
        <Stack gap="sm">{children(() => setOpened(false))}</Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function reasonText({ reason, message }: Unsaved): string {
  switch (reason) {
    case 'offline':
      return t('offline');
    case 'signed-out':
      return t('signedOut');
    case 'other-author':
      return t('otherAuthor');
    case 'forbidden':
      return t('forbidden');
    case 'refused':
      return t('refused', { message });
  }
}

/** Why the server does not have the work, where it is instead, and what helps. */
function NotSaved({ saving }: { readonly saving: Unsaved }) {
  const keeper = useDraftKeeper();
  const canSignOn = saving.reason === 'signed-out' || saving.reason === 'other-author';
  return (
    <>
      <Text size="sm">{reasonText(saving)}</Text>
      <Text size="sm">{t(saving.held ? 'heldHere' : 'notHeld')}</Text>
      <Group gap="sm">
        {canSignOn ? (
          <Anchor
            href={`/sign-on/root?goto=%2Fadmin${saving.reason === 'other-author' ? '&ForceAuth=true' : ''}`}
            target="_blank"
            rel="noreferrer"
            size="sm"
            underline="always"
          >
            {t('signOn')}
          </Anchor>
        ) : null}
        <Button size="xs" variant="default" onClick={() => void keeper.flush()}>
          {t('tryNow')}
        </Button>
      </Group>
    </>
  );
}

/** The ways out of a conflict with another tab. */
function Conflict({ held, close }: { readonly held: boolean; readonly close: () => void }) {
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const ui = useCanvasUiStore();
  const choose = useMutation({
    mutationFn: async (choice: 'mine' | 'theirs') => {
      const { realm, name } = store.getState();
      const view = await viewOrNothing(admin, realm, name);
      if (choice === 'mine') keeper.keepMine(view);
      else keeper.takeTheirs(view);
    },
  });
  return (
    <>
      <Text size="sm">{t('conflict')}</Text>
      {held ? null : <Text size="sm">{t('notHeld')}</Text>}
      {choose.error instanceof AdminError ? <Alert color="red">{failureText(choose.error)}</Alert> : null}
      <Stack gap="xs">
        <Button
          size="xs"
          onClick={() => {
            close();
            ui.setState({ merging: 'draft' });
          }}
        >
          {t('merge')}
        </Button>
        <Button size="xs" variant="default" loading={choose.isPending} onClick={() => choose.mutate('mine')}>
          {t('keepMine')}
        </Button>
        <Button size="xs" variant="default" loading={choose.isPending} onClick={() => choose.mutate('theirs')}>
          {t('takeTheirs')}
        </Button>
      </Stack>
    </>
  );
}
