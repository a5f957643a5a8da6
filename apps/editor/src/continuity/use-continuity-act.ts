import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { failureText } from '../app/failure.tsx';
import { refreshContinuity } from './continuity-queries.ts';
import { t } from './messages.ts';

/** @returns how to do something, say what became of it, and look at everything again; it resolves to whether it was done */
export function useContinuityAct(realm: string): (work: () => Promise<unknown>, done: string) => Promise<boolean> {
  const queries = useQueryClient();
  return async (work, done) => {
    try {
      await work();
      notifications.show({ message: done, closeButtonProps: { 'aria-label': t('close') } });
      return true;
    } catch (error) {
      notifications.show({ message: failureText(error), color: 'red', closeButtonProps: { 'aria-label': t('close') } });
      return false;
    } finally {
      await refreshContinuity(queries, realm);
    }
  };
}
