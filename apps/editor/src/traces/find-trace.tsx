import { Alert, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { ResultBadge } from './result-badge.tsx';
import { momentText } from './time-text.ts';
import classes from './traces.module.css';

/** The sign-ons of the open journey, to choose one. */
export function FindTrace({ onFound }: { readonly onFound: (code: string) => void }) {
  const realm = useEditor((state) => state.realm);
  const journey = useEditor((state) => state.name);
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const found = useInfiniteQuery({
    queryKey: ['traces', realm, 'of', journey, text],
    queryFn: ({ pageParam }) =>
      admin.traces(realm, { journey, ...(text === '' ? {} : { text }), ...(pageParam === undefined ? {} : { to: pageParam }) }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === text) void found.refetch();
    else setText(typed.trim());
  };
  const traces = (found.data?.pages ?? []).flatMap((page) => page.traces);
  const days = found.data?.pages[0]?.keptDays ?? 0;
  return (
    <>
      <Title order={2} size="h5">
        {t('panelTitle')}
      </Title>
      <Text size="sm">{t('panelHelp')}</Text>
      <search>
        <form onSubmit={submit}>
          <Group gap="xs" align="flex-end">
            <TextInput
              flex="1 1 9rem"
              type="search"
              data-panel-focus
              label={t('text')}
              value={typed}
              maxLength={256}
              spellCheck={false}
              autoComplete="off"
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Button type="submit" variant="default" flex="none" leftSection={<IconSearch size={16} aria-hidden />}>
              {t('search')}
            </Button>
          </Group>
        </form>
      </search>
      {found.error !== null ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : traces.length === 0 && !found.hasNextPage ? (
        <Nothing days={days} isAll={text === ''} />
      ) : (
        <ul className={classes.choices} aria-label={t('list')}>
          {traces.map((one) => (
            <li key={one.code}>
              <button type="button" className={classes.choice} onClick={() => onFound(one.code)}>
                <span className={classes.code}>{one.code}</span>
                <ResultBadge result={one.result} />
                <span>{[one.username ?? t('nobody'), momentText(one.startedAt), ...(one.preview ? [t('preview')] : [])].join(' · ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage ? (
        <Button variant="default" size="xs" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}

function Nothing({ days, isAll }: { readonly days: number; readonly isAll: boolean }) {
  const title = days === 0 ? t('off') : t(isAll ? 'noneYet' : 'none');
  return (
    <Alert color="gray" title={title} role="status">
      {days === 0 ? t('offHelp') : t(isAll ? 'noneOfJourneyHelp' : 'noneHelp', { days })}
    </Alert>
  );
}
