import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDownload, IconFileImport, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { failureText } from '../app/failure.tsx';
import { realmOfSegment } from '../app/paths.ts';
import type { ReadFiles } from '../transfer/read-files.ts';
import { TransferDrop } from '../transfer/transfer-drop.tsx';
import { filterJourneys } from './filter-journeys.ts';
import { type JourneyActions, JourneyActionsContext } from './journey-action.ts';
import { JourneyFilterBar } from './journey-filter-bar.tsx';
import { JourneyCards, JourneyTable } from './journey-table.tsx';
import classes from './journeys.module.css';
import { type JourneysDialog, JourneysDialogs } from './journeys-dialogs.tsx';
import { t } from './messages.ts';
import { useJourneyActs } from './use-journey-acts.ts';
import { useJourneyFilter } from './use-journey-filter.ts';
import { journeysQuery } from './use-journeys.ts';

/** How many journeys are drawn at first, and how many more at a time. */
const SHOWN = 200;

/** The journeys of a realm: to find one, to see what state each is in, and to do what is done to journeys as a whole. */
export function JourneysPage() {
  const realm = realmOfSegment(useParams()['realm']);
  return <JourneysOf key={realm} realm={realm} />;
}

function JourneysOf({ realm }: { readonly realm: string }) {
  const { data, error, refetch } = useQuery(journeysQuery(realm));
  const { filter, setFilter } = useJourneyFilter();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<JourneysDialog>();
  const [shown, setShown] = useState(SHOWN);
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const heading = useRef<HTMLHeadingElement>(null);

  const all = useMemo(() => data?.journeys ?? [], [data]);
  const found = useMemo(() => filterJourneys(all, filter), [all, filter]);
  const categories = useMemo(() => [...new Set(all.flatMap((item) => item.categories))].sort(), [all]);
  const names = useMemo(() => all.map(({ name }) => name), [all]);
  const chosen = names.filter((name) => selected.has(name));
  const take = useCallback((begin: Promise<ReadFiles>) => setDialog({ kind: 'import', begin }), []);

  const { act, disable } = useJourneyActs(realm, setDialog);
  const actions: JourneyActions = {
    realm,
    selected,
    select: (some, isSelected) => {
      const next = new Set(selected);
      for (const name of some) {
        if (isSelected) next.add(name);
        else next.delete(name);
      }
      setSelected(next);
    },
    act,
  };
  const visible = found.slice(0, shown);
  return (
    <JourneyActionsContext value={actions}>
      <div className={classes.page}>
        <div className={classes.head}>
          <Title order={1} ref={heading} tabIndex={-1}>
            {t('title')}
          </Title>
          <Group gap="sm">
            <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setDialog({ kind: 'import' })}>
              {t('import')}
            </Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDialog({ kind: 'create' })}>
              {t('create')}
            </Button>
          </Group>
        </div>
        {error !== null && data === undefined ? (
          <Alert color="red" role="alert">
            <Stack align="flex-start">
              {failureText(error)}
              <Button variant="default" onClick={() => void refetch()}>
                {t('retry')}
              </Button>
            </Stack>
          </Alert>
        ) : data === undefined ? (
          <LoadingList />
        ) : all.length === 0 ? (
          <div className={classes.empty}>
            <Text fw={600}>{t('empty')}</Text>
            <Text size="sm">{t('emptyHelp')}</Text>
            <Group>
              <Button onClick={() => setDialog({ kind: 'create' })}>{t('create')}</Button>
              <Button variant="default" onClick={() => setDialog({ kind: 'import' })}>
                {t('import')}
              </Button>
            </Group>
          </div>
        ) : (
          <>
            <JourneyFilterBar filter={filter} setFilter={setFilter} categories={categories} />
            <Group justify="space-between" mih={36}>
              <Text size="sm" c="dimmed" role="status">
                {found.length < all.length
                  ? t('countedOf', { count: found.length, all: all.length })
                  : all.length === 1
                    ? t('oneCounted')
                    : t('counted', { count: all.length })}
              </Text>
              {chosen.length === 0 ? null : (
                <Group gap="xs" role="group" aria-label={t('selectFor')}>
                  <Text size="sm">{t('selected', { count: chosen.length })}</Text>
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconDownload size={14} aria-hidden />}
                    onClick={() => setDialog({ kind: 'export', names: chosen })}
                  >
                    {t('exportSelected', { count: chosen.length })}
                  </Button>
                  <Button size="xs" variant="subtle" onClick={() => setSelected(new Set())}>
                    {t('unselect')}
                  </Button>
                </Group>
              )}
            </Group>
            {found.length === 0 ? (
              <div className={classes.empty}>
                <Text>{t('noneFound')}</Text>
                <Button variant="default" onClick={() => setFilter({ text: '', category: '', state: 'all' })}>
                  {t('clearFilters')}
                </Button>
              </div>
            ) : isWide ? (
              <JourneyTable items={visible} order={filter.order} orderBy={(order) => setFilter({ order })} />
            ) : (
              <JourneyCards items={visible} />
            )}
            {found.length > shown ? (
              <Button variant="default" onClick={() => setShown(shown + SHOWN)}>
                {t('more', { count: Math.min(SHOWN, found.length - shown) })}
              </Button>
            ) : null}
          </>
        )}
      </div>
      <TransferDrop realm={realm} pastes take={take} />
      <JourneysDialogs
        dialog={dialog}
        show={setDialog}
        realm={realm}
        names={names}
        disable={disable}
        done={() => heading.current?.focus()}
      />
    </JourneyActionsContext>
  );
}

function LoadingList() {
  return (
    <Stack role="status" aria-label={t('title')} gap="xs">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} height={56} radius="sm" />
      ))}
    </Stack>
  );
}
