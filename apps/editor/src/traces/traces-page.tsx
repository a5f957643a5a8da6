import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { SignOnTraceList } from '@waygate/schema';
import { useParams } from 'react-router';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { useAddressState } from '../app/use-address-state.ts';
import { t } from './messages.ts';
import { momentText } from './time-text.ts';
import { readWish, searchOf, wishesAll, writeWish } from './trace-search.ts';
import { TraceSearchForm } from './trace-search-form.tsx';
import { TraceTable } from './trace-table.tsx';

/** The sign-ons of the last days in a realm: found by code, user, journey, result and time. What is looked for stands in the address. */
export function TracesPage() {
  const realm = realmOfSegment(useParams()['realm']);
  const [wish, setWish] = useAddressState(readWish, (one) => writeWish(one).toString());
  const found = useInfiniteQuery({
    queryKey: ['traces', realm, writeWish(wish).toString()],
    queryFn: ({ pageParam }) => {
      const search = searchOf(wish, Date.now());
      return admin.traces(realm, pageParam === undefined ? search : { ...search, to: pageParam });
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const pages = found.data?.pages ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={found.isRefetching}
          onClick={() => void found.refetch()}
        >
          {t('refresh')}
        </Button>
      </Group>
      <TraceSearchForm realm={realm} wish={wish} onWish={setWish} />
      {found.error !== null && pages.length === 0 ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : (
        <Found realm={realm} pages={pages} isAll={wishesAll(wish)} />
      )}
      {found.error !== null && pages.length > 0 ? <Failure error={found.error} retry={() => void found.fetchNextPage()} /> : null}
      {found.hasNextPage ? (
        <Button variant="default" onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      ) : null}
    </Stack>
  );
}

function Found({ realm, pages, isAll }: { readonly realm: string; readonly pages: readonly SignOnTraceList[]; readonly isAll: boolean }) {
  const traces = pages.flatMap((page) => page.traces);
  const { keptDays = 0, next } = pages.at(-1) ?? {};
  if (keptDays === 0 && traces.length === 0) return <Nothing title={t('off')} text={t('offHelp')} />;
  const counted =
    next !== undefined
      ? t('foundMore', { count: traces.length, time: momentText(next) })
      : traces.length === 1
        ? t('foundOne')
        : t('found', { count: traces.length });
  return (
    <>
      <Text size="sm" c="dimmed">
        {keptDays === 1 ? t('introDay') : t('intro', { days: keptDays })}
      </Text>
      <Text size="sm" role="status">
        {counted}
      </Text>
      {traces.length > 0 ? (
        <TraceTable realm={realm} traces={traces} />
      ) : next === undefined ? (
        <Nothing title={t(isAll ? 'noneYet' : 'none')} text={t(isAll ? 'noneYetHelp' : 'noneHelp', { days: keptDays })} />
      ) : null}
    </>
  );
}

function Nothing({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Alert color="gray" title={title}>
      {text}
    </Alert>
  );
}
