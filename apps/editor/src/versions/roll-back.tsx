import { Alert, Button, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyVersionView } from '@waygate/schema';
import { type FormEvent, useRef, useState } from 'react';
import { failureText } from '../app/failure.tsx';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { problemText } from '../problems/problem-text.ts';
import { t } from './messages.ts';
import { problemsOf } from './publish-journey.ts';

/** Makes an earlier version live again, after asking in the same place. */
export function RollBack({ version, close }: { readonly version: JourneyVersionView; readonly close: () => void }) {
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const isRunning = useRef(false);
  const { number, versionId } = version;
  const rollBack = useMutation({
    mutationFn: async () => {
      const { realm, name, published } = store.getState();
      const { client } = keeper;
      const { document } = await client.version(realm, name, versionId);
      const live = await client.rollback(realm, name, { versionId, baseVersion: published?.versionId ?? null, note });
      store.getState().setPublished({ ...live, document }, false);
      // Who has changed nothing sees what is live; work in hand stays and is joined when its author wants.
      keeper.showLive();
    },
    onSettled: () => {
      isRunning.current = false;
      const { realm, name } = store.getState();
      void queries.invalidateQueries({ queryKey: ['history', realm, name] });
      void queries.invalidateQueries({ queryKey: ['journeys', realm] });
    },
    onSuccess: close,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRunning.current) return;
    isRunning.current = true;
    rollBack.mutate();
  };
  const { error } = rollBack;
  const isMoved = error instanceof AdminError && error.code === 'journey.base_moved';
  const problems = error instanceof AdminError && error.code === 'journey.invalid' ? problemsOf(error.details) : [];
  return (
    <form onSubmit={submit}>
      <Stack gap="xs" mt="xs">
        <Text size="sm">{t('rollBackHelp', { number })}</Text>
        <Textarea
          label={t('note')}
          value={note}
          maxLength={1_000}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          data-autofocus
        />
        {error === null ? null : (
          <Alert color="red">
            {isMoved ? t('rollBackMoved') : problems.length > 0 ? t('rollBackInvalid') : failureText(error)}
            {problems.length === 0 ? null : (
              <List size="sm">
                {problems.map((problem) => (
                  <List.Item key={JSON.stringify(problem)}>{problemText(problem)}</List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={rollBack.isPending}>
            {t('rollBackNow', { number })}
          </Button>
          <Button size="xs" variant="default" onClick={close} disabled={rollBack.isPending}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
