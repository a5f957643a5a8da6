import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useDialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { refreshContinuity } from './continuity-queries.ts';
import { t } from './messages.ts';
import { useFocusReturn } from './use-focus-return.ts';

/** What a dialog of the page does on the server: it closes when it is done, and else says why it is not. */
export function useDialogAct(realm: string, close: () => void) {
  useFocusReturn();
  const queries = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const { isBusy, run, close: closeUnlessBusy } = useDialogWork(close);
  const act = (work: () => Promise<unknown>, done: string) =>
    run(async () => {
      setFailure(undefined);
      try {
        await work();
      } catch (error) {
        setFailure(failureText(error));
        return;
      }
      await refreshContinuity(queries, realm);
      notifications.show({ message: done, closeButtonProps: { 'aria-label': t('close') } });
      close();
    });
  return { isBusy, failure, act, close: closeUnlessBusy };
}
