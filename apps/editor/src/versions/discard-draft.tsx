import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureText } from '../app/failure.tsx';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';

/** Drops the draft and goes back to what is live, after asking in the same place. */
export function DiscardDraft() {
  const keeper = useDraftKeeper();
  const queries = useQueryClient();
  const realm = useEditor((state) => state.realm);
  const number = useEditor((state) => state.published?.number);
  const [asks, setAsks] = useState(false);
  const discard = useMutation({
    mutationFn: () => keeper.discard(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys', realm] }),
  });
  if (number === undefined) return null;
  if (!asks) {
    return (
      <Button size="xs" variant="default" onClick={() => setAsks(true)}>
        {t('discard')}
      </Button>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm">{t('discardHelp', { number })}</Text>
      {discard.error === null ? null : <Alert color="red">{failureText(discard.error)}</Alert>}
      <Group gap="xs">
        <Button size="xs" color="red" variant="outline" loading={discard.isPending} onClick={() => discard.mutate()} data-autofocus>
          {t('discardNow')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsks(false)}>
          {t('cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
