import { Alert, Button, CloseButton, Group, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { JourneyListItem } from '@waygate/schema';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { NavigationType, useLocation, useNavigationType, useParams, useSearchParams } from 'react-router';
import { useAdministrator } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { ExportDialog } from '../transfer/export-dialog.tsx';
import { ImportDialog } from '../transfer/import-dialog.tsx';
import type { ReadFiles } from '../transfer/read-files.ts';
import { TransferDrop } from '../transfer/transfer-drop.tsx';
import { journeyAddress } from '../versions/journey-address.ts';
import { CreateDialog } from './create-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { DuplicateDialog } from './duplicate-dialog.tsx';
import { filterJourneys, JOURNEY_STATES, type JourneyFilter } from './filter-journeys.ts';
import { type JourneyAction, type JourneyActions, JourneyActionsContext } from './journey-action.ts';
import { JourneyCards, JourneyTable } from './journey-table.tsx';
import classes from './journeys.module.css';
import { type JourneysKey, t } from './messages.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { journeysQuery, useSetDefault, useSetEnabled } from './use-journeys.ts';

/** How many journeys are drawn at first, and how many more at a time. */
const SHOWN = 200;

const STATE_TEXTS: Readonly<Record<JourneyFilter['state'], JourneysKey>> = {
  all: 'all',
  enabled: 'enabledOnly',
  disabled: 'disabledOnly',
  drafts: 'draftsOnly',
  inner: 'innerOnly',
};

type Dialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'import'; readonly begin?: Promise<ReadFiles> }
  | { readonly kind: 'export'; readonly names: readonly string[] }
  | { readonly kind: 'duplicate' | 'rename' | 'delete' | 'disable'; readonly item: JourneyListItem };

/** The journeys of a realm: to find one, to see what state each is in, and to do what is done to journeys as a whole. */
export function JourneysPage() {
  const realm = realmOfSegment(useParams()['realm']);
  return <JourneysOf key={realm} realm={realm} />;
}

function JourneysOf({ realm }: { readonly realm: string }) {
  const { publicUrl } = useAdministrator();
  const { data, error, refetch } = useQuery(journeysQuery(realm));
  const { filter, setFilter } = useFilter();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<Dialog>();
  const [shown, setShown] = useState(SHOWN);
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const heading = useRef<HTMLHeadingElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const setEnabled = useSetEnabled(realm);
  const setDefault = useSetDefault(realm);
  useHotkeys([['/', () => search.current?.focus()]]);

  const all = useMemo(() => data?.journeys ?? [], [data]);
  const found = useMemo(() => filterJourneys(all, filter), [all, filter]);
  const categories = useMemo(() => [...new Set(all.flatMap((item) => item.categories))].sort(), [all]);
  const names = useMemo(() => all.map(({ name }) => name), [all]);
  const chosen = names.filter((name) => selected.has(name));
  const close = () => setDialog(undefined);
  const failed = (reason: unknown) =>
    notifications.show({ color: 'red', message: t('failed', { message: failureText(reason) }), autoClose: false });
  const take = useCallback((begin: Promise<ReadFiles>) => setDialog({ kind: 'import', begin }), []);

  const switchTo = (item: JourneyListItem, enabled: boolean) =>
    setEnabled.mutate(
      { name: item.name, enabled },
      {
        onSuccess: () => notifications.show({ message: t(enabled ? 'enabledNow' : 'disabledNow', { name: item.name }) }),
        onError: failed,
      },
    );
  const act = (action: JourneyAction, item: JourneyListItem) => {
    const { name } = item;
    if (action === 'export') setDialog({ kind: 'export', names: [name] });
    else if (action === 'enable') switchTo(item, true);
    else if (action === 'disable') {
      if (item.isDefault || item.usedBy.length > 0) setDialog({ kind: 'disable', item });
      else switchTo(item, false);
    } else if (action === 'makeDefault' || action === 'unmakeDefault') {
      const isMade = action === 'makeDefault';
      setDefault.mutate(isMade ? name : null, {
        onSuccess: () => notifications.show({ message: isMade ? t('defaultNow', { name }) : t('noDefaultNow') }),
        onError: failed,
      });
    } else if (action === 'copyAddress') {
      const url = journeyAddress(publicUrl, realm, name);
      void navigator.clipboard.writeText(url).then(
        () => notifications.show({ message: t('copied', { name }) }),
        () => notifications.show({ message: t('notCopied', { url }), autoClose: false }),
      );
    } else setDialog({ kind: action, item });
  };
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
            <search className={classes.filters}>
              <TextInput
                ref={search}
                className={classes.search}
                type="search"
                label={t('search')}
                value={filter.text}
                onChange={({ currentTarget }) => setFilter({ text: currentTarget.value })}
                leftSection={<IconSearch size={16} aria-hidden />}
                rightSection={
                  filter.text === '' ? null : (
                    <CloseButton size="sm" onClick={() => setFilter({ text: '' })} aria-label={t('clearSearch')} />
                  )
                }
              />
              <Select
                label={t('category')}
                placeholder={t('allCategories')}
                data={categories}
                value={filter.category === '' ? null : filter.category}
                onChange={(category) => setFilter({ category: category ?? '' })}
                clearable
                clearButtonProps={{ 'aria-label': t('allCategories') }}
                disabled={categories.length === 0}
              />
              <Select
                label={t('state')}
                data={JOURNEY_STATES.map((state) => ({ value: state, label: t(STATE_TEXTS[state]) }))}
                value={filter.state}
                onChange={(state) => setFilter({ state: JOURNEY_STATES.find((one) => one === state) ?? 'all' })}
                allowDeselect={false}
              />
            </search>
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
      {dialog?.kind === 'create' ? (
        <CreateDialog realm={realm} taken={names} importFile={() => setDialog({ kind: 'import' })} close={close} />
      ) : dialog?.kind === 'import' ? (
        <ImportDialog realm={realm} {...(dialog.begin === undefined ? {} : { begin: dialog.begin })} close={close} />
      ) : dialog?.kind === 'export' ? (
        <ExportDialog realm={realm} names={dialog.names} close={close} />
      ) : dialog?.kind === 'duplicate' ? (
        <DuplicateDialog realm={realm} name={dialog.item.name} taken={names} close={close} />
      ) : dialog?.kind === 'rename' ? (
        <RenameDialog realm={realm} name={dialog.item.name} done={() => heading.current?.focus()} close={close} />
      ) : dialog?.kind === 'delete' ? (
        <DeleteDialog realm={realm} item={dialog.item} done={() => heading.current?.focus()} close={close} />
      ) : dialog?.kind === 'disable' ? (
        <DisableDialog
          item={dialog.item}
          disable={() => {
            switchTo(dialog.item, false);
            close();
          }}
          close={close}
        />
      ) : null}
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

/**
 * What is to be seen. It stands in the address too, so that Back and a bookmark lead to the same list; but the address follows in its own time, and whoever types
 * or chooses on must not be set back by it.
 */
function useFilter() {
  const [parameters, setParameters] = useSearchParams();
  const location = useLocation();
  const navigation = useNavigationType();
  const [filter, change] = useState(() => filterOf(parameters));
  const written = useRef(addressOf(filter));
  useEffect(() => {
    // Only this page replaces the address; any other way to it brings what was meant there.
    if (navigation !== NavigationType.Replace) change(filterOf(new URLSearchParams(location.search)));
  }, [location, navigation]);
  useEffect(() => {
    const next = addressOf(filter);
    if (next === written.current) return;
    written.current = next;
    setParameters(next, { replace: true });
  }, [filter, setParameters]);
  return { filter, setFilter: (part: Partial<JourneyFilter>) => change((before) => ({ ...before, ...part })) };
}

function filterOf(parameters: URLSearchParams): JourneyFilter {
  return {
    text: parameters.get('q') ?? '',
    category: parameters.get('category') ?? '',
    state: JOURNEY_STATES.find((one) => one === parameters.get('state')) ?? 'all',
    order: parameters.get('order') === 'published' ? 'published' : 'name',
  };
}

function addressOf({ text, category, state, order }: JourneyFilter): string {
  const parts = { q: text, category, state: state === 'all' ? '' : state, order: order === 'name' ? '' : order };
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== '')).toString();
}
