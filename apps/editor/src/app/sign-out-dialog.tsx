import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { createAccountClient } from '@waygate/client';
import { useState } from 'react';
import { dropBackup, type UnsentWork } from '../editor/local-backup.ts';
import { useDialogWork } from './dialog-work.ts';
import { t } from './messages.ts';

interface SignOutDialogProps {
  /** What this browser holds of the author and the server does not have. */
  readonly unsent: readonly UnsentWork[];
  /** Whether the server could not end the session before. */
  readonly hasFailed: boolean;
  readonly close: () => void;
}

/** Asks what becomes of work that only this browser has before the author leaves it: on a machine of several people it should not stay, and nowhere should it be lost unasked. */
export function SignOutDialog({ unsent, hasFailed, close }: SignOutDialogProps) {
  const work = useDialogWork(close);
  const [isFailed, setFailed] = useState(hasFailed);
  const leave = (throwAway: boolean) =>
    work.run(async () => {
      setFailed(false);
      if (!(await endSession())) return setFailed(true);
      if (throwAway) for (const { keys } of unsent) for (const key of keys) dropBackup(key);
      leaveConsole();
    });
  const title = unsent.length === 0 ? t('signOut') : unsent.length === 1 ? t('unsentOne') : t('unsent', { count: unsent.length });
  return (
    <Modal opened onClose={work.close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {unsent.length === 0 ? null : (
          <>
            <Text size="sm">{t('unsentWhat')}</Text>
            <List size="sm">
              {unsent.map(({ realm, name }) => (
                <List.Item key={`${realm} ${name}`}>
                  {name} ({realm === '/' ? t('rootRealm') : realm.slice(1)})
                </List.Item>
              ))}
            </List>
          </>
        )}
        {isFailed ? (
          <Alert color="red" role="alert">
            {t('signOutFailed')}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={work.close} disabled={work.isBusy} data-autofocus>
            {t('cancel')}
          </Button>
          {unsent.length === 0 ? (
            <Button onClick={() => void leave(false)} loading={work.isBusy}>
              {t('signOut')}
            </Button>
          ) : (
            <>
              <Button variant="outline" color="red" onClick={() => void leave(true)} disabled={work.isBusy}>
                {t('unsentThrowAway')}
              </Button>
              <Button onClick={() => void leave(false)} loading={work.isBusy}>
                {t('unsentKeep')}
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** @returns whether the session is over: one that the server could not end goes on, and whoever uses the browser next would have it */
export async function endSession(): Promise<boolean> {
  const ended = await createAccountClient('').signOut('/');
  return ended.ok || ended.status === 401;
}

/** Leads from the console to its sign-on. What this tab kept of sign-ons and changes goes. */
export function leaveConsole(): void {
  try {
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  location.assign('/sign-on/root?goto=%2Fadmin');
}
