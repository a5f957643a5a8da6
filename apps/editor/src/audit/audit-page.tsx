import { Alert, Button, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconArrowUp, IconRefresh } from '@tabler/icons-react';
import { AdminError } from '@waygate/client';
import { useEffect, useRef } from 'react';
import { useParams } from 'react-router';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { useAddressState } from '../app/use-address-state.ts';
import classes from './audit.module.css';
import { type AuditWish, listKey, readWish, searchOf, writeWish } from './audit-search.ts';
import { AuditSearchForm } from './audit-search-form.tsx';
import { AuditTable } from './audit-table.tsx';
import { ExportMenu, ExportProgress } from './export-menu.tsx';
import { t } from './messages.ts';
import { RecordDialog } from './record-dialog.tsx';
import { useAuditExport } from './use-audit-export.ts';
import { useAuditRecords } from './use-audit-records.ts';

/** What happened in a realm, newest first. What is looked for, and which entry is open, stands in the address. */
export function AuditPage() {
  const realm = realmOfSegment(useParams()['realm']);
  // An export is of one realm.
  return <AuditOfRealm key={realm} realm={realm} />;
}

function AuditOfRealm({ realm }: { readonly realm: string }) {
  const [wish, changeWish] = useAddressState(readWish, writeWish);
  const found = useAuditRecords(realm, wish);
  const exported = useAuditExport(realm);
  const table = useRef<HTMLTableElement>(null);
  const failure = useRef<HTMLDivElement>(null);
  const { list, records } = found;
  const newest = records[0]?.id;
  const wantsNewest = useRef(false);
  useEffect(() => {
    if (!wantsNewest.current || (newest === undefined && list.error === null)) return;
    wantsNewest.current = false;
    // The button that showed them has gone.
    const place = table.current?.querySelector<HTMLElement>('[data-audit-entry]') ?? failure.current;
    place?.focus({ preventScroll: true });
    // Neither below a long form nor behind what stays at the top.
    place?.scrollIntoView({ block: 'center' });
  }, [newest, list.error]);
  const setWish = (part: Partial<AuditWish>) => {
    // Whoever went on to something else stays there.
    wantsNewest.current = false;
    changeWish(part);
  };
  const showNew = () => {
    wantsNewest.current = true;
    void found.showNew();
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Group gap="sm">
          <ExportMenu
            isBusy={exported.state?.status === 'running'}
            onExport={(format) => void exported.begin(searchOf(wish, Date.now()), format)}
          />
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={list.isFetching && !list.isFetchingNextPage}
            onClick={() => void found.reload()}
          >
            {t('refresh')}
          </Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {[t('intro'), keptText(found.keptDays), ...(realm === '/' ? [] : [t('rootHint')])].join(' ')}
      </Text>
      {exported.state === undefined ? null : (
        <ExportProgress state={exported.state} onCancel={exported.cancel} onDismiss={exported.dismiss} />
      )}
      <AuditSearchForm wish={wish} onWish={setWish} />
      {list.data === undefined ? (
        list.error === null ? (
          <Loading />
        ) : (
          <div ref={failure} tabIndex={-1} className={classes.failure}>
            <Refused error={list.error} retry={() => void list.refetch()} />
          </div>
        )
      ) : (
        <>
          <div className={classes.bar}>
            <Text size="sm" role="status">
              {countText(records.length, list.hasNextPage)}
            </Text>
            <VisuallyHidden role="status">{found.fresh > 0 ? t('newCame') : found.isNewsDown ? t('paused') : ''}</VisuallyHidden>
            {found.fresh > 0 ? (
              <Button size="xs" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={showNew}>
                {found.isMany ? t('newMany') : found.fresh === 1 ? t('newOne') : t('newSome', { count: found.fresh })}
              </Button>
            ) : found.isNewsDown ? (
              <Text size="sm" c="dimmed" aria-hidden>
                {t('paused')}
              </Text>
            ) : null}
          </div>
          {found.unreadable > 0 ? <Alert color="orange">{t('unreadable', { count: found.unreadable })}</Alert> : null}
          {records.length > 0 ? (
            <AuditTable ref={table} records={records} onOpen={(entry) => setWish({ entry })} />
          ) : list.hasNextPage ? null : (
            <Nothing isAll={listKey(wish) === ''} />
          )}
          {list.error === null ? null : <Failure error={list.error} retry={() => void list.fetchNextPage()} />}
          {list.hasNextPage ? (
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('more')}
            </Button>
          ) : null}
        </>
      )}
      <RecordDialog realm={realm} id={wish.entry} records={records} close={() => setWish({ entry: '' })} />
    </Stack>
  );
}

function Nothing({ isAll }: { readonly isAll: boolean }) {
  return (
    <Alert color="gray" title={t(isAll ? 'noneYet' : 'none')}>
      {t(isAll ? 'noneYetHelp' : 'noneHelp')}
    </Alert>
  );
}

/** Somebody whose right was taken away meanwhile is told so, and not that something failed. */
function Refused({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  if (error instanceof AdminError && error.status === 403) {
    return (
      <Alert color="red" role="alert" title={t('forbiddenTitle')}>
        {t('forbidden')}
      </Alert>
    );
  }
  if (error instanceof AdminError && error.code === 'resource.unknown') return <Alert color="gray">{t('off')}</Alert>;
  return <Failure error={error} retry={retry} />;
}

function countText(count: number, isMore: boolean): string {
  if (isMore) return count === 0 ? t('foundNoneYet') : t('foundMore', { count });
  return count === 1 ? t('foundOne') : t('found', { count });
}

function keptText(days: number | undefined): string {
  if (days === undefined) return '';
  if (days === 0) return t('keptForEver');
  return days === 1 ? t('keptDay') : t('kept', { days });
}
