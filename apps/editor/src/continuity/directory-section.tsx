import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OfflineDirectoryStatus, OfflineDirectoryView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { Failure, failureText } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { momentText } from '../traces/time-text.ts';
import classes from './continuity.module.css';
import { directoriesQuery, directoryQuery, providersQuery } from './continuity-queries.ts';
import { t } from './messages.ts';
import { useContinuityAct } from './use-continuity-act.ts';

/** Where directories are set up. */
const API = '/api/v2/idps/{idpId}/offline-mode/directories';

/** Directories that are copied, and how their copies are. */
export function DirectorySection({ realm }: { readonly realm: string }) {
  const found = useQuery(directoriesQuery(realm));
  const directories = found.data?.directories;
  return (
    <section aria-labelledby="directories">
      <Stack gap="sm">
        <Title order={2} size="h4" id="directories">
          {t('directories')}
        </Title>
        {found.error !== null ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        {directories === undefined ? (
          found.isPending ? (
            <Loading />
          ) : null
        ) : directories.length === 0 ? (
          <Alert color="gray">
            {t('noDirectories')} {t('directoryHelp', { path: API })}
          </Alert>
        ) : (
          <RecordTable
            label={t('directories')}
            columns={[
              ...(['directory', 'of', 'state', 'copied', 'verifiers', 'next'] as const).map((key) => ({ name: t(key) })),
              { name: t('sync'), isNameHidden: true },
            ]}
          >
            {directories.map((directory) => (
              <DirectoryRow key={directory.id} realm={realm} directory={directory} />
            ))}
          </RecordTable>
        )}
      </Stack>
    </section>
  );
}

function DirectoryRow({ realm, directory }: { readonly realm: string; readonly directory: OfflineDirectoryView }) {
  const { id, idpId, connection } = directory;
  const found = useQuery(directoryQuery(realm, id));
  const providers = useQuery(providersQuery(realm)).data?.providers;
  const act = useContinuityAct(realm);
  const status = found.data?.status;
  const copy = status?.copy;
  return (
    <RecordRow
      cells={[
        <div key="directory" className={classes.address}>
          {connection.connectionUrl}
        </div>,
        providers?.find((provider) => provider.id === idpId)?.name ?? (providers === undefined ? '…' : t('gone')),
        found.error !== null ? failureText(found.error) : status === undefined ? '…' : <StatusText status={status} />,
        <div key="copied">
          {copy === undefined ? '–' : t('copyFacts', { users: copy.users, groups: copy.groups, time: momentText(copy.syncedAt) })}
          {copy === undefined || copy.skipped === 0 ? null : <Text size="xs">{t('copySkipped', { count: copy.skipped })}</Text>}
        </div>,
        status?.verifiers ?? '–',
        <div key="next">
          {status === undefined ? '–' : momentText(status.nextSyncAt)}
          {status?.appliesAt === undefined ? null : <Text size="xs">{t('applies', { time: momentText(status.appliesAt) })}</Text>}
        </div>,
        <Button
          key="sync"
          size="xs"
          variant="default"
          loading={status?.state === 'syncing'}
          aria-label={t('syncOf', { name: connection.connectionUrl })}
          onClick={() => void act(() => admin.syncDirectory(realm, id), t('synced'))}
        >
          {t('sync')}
        </Button>,
      ]}
    />
  );
}

function StatusText({ status: { state, running, failures, lastAttempt, alarming } }: { readonly status: OfflineDirectoryStatus }) {
  if (state === 'syncing' && running !== undefined)
    return t('sync_syncing', { phase: t(`phase_${running.phase}`), count: running.entries });
  if (failures === 0 || lastAttempt === undefined) return t(state === 'current' ? 'sync_current' : 'sync_never');
  return (
    <Text size="sm" {...(alarming ? { c: 'var(--danger)', fw: 600 } : {})}>
      {t('sync_failed', { count: failures, detail: lastAttempt.detail })}
    </Text>
  );
}
