import { Center, Loader } from '@mantine/core';
import { t } from './messages.ts';

/** Stands where something is being fetched. */
export function Loading() {
  return (
    <Center p="xl" role="status" aria-label={t('loading')}>
      <Loader />
    </Center>
  );
}
