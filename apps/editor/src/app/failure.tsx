import { Alert, Button, Stack } from '@mantine/core';
import { AdminError } from '@waygate/client';
import { t } from './messages.ts';

/** What to say of an error of the administration API. */
export function failureText(error: unknown): string {
  if (error instanceof AdminError && error.status === 0) return t('unavailable');
  if (error instanceof AdminError && error.status === 401) return t('signedOut');
  return t('failed', { message: error instanceof Error ? error.message : String(error) });
}

/** Shows that something could not be loaded, and offers to try again. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  return (
    <Alert color="red" role="alert" m="md">
      <Stack align="flex-start">
        {failureText(error)}
        {retry === undefined ? null : (
          <Button variant="default" onClick={retry}>
            {t('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
