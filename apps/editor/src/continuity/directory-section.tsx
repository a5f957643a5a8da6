import { Alert, Button, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OfflineDirectoryStatus, OfflineDirectoryView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { Failure, failureText } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
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
          <Table.ScrollContainer minWidth={720}>
            <Table striped aria-label={t('directories')}>
              <Table.Thead>
                <Table.Tr>
                  {(['directory', 'of', 'state', 'copied', 'verifiers', 'next'] as const).map((key) => (
                    <Table.Th key={key}>{t(key)}</Table.Th>
                  ))}
                  <Table.Th>
                    <VisuallyHidden>{t('sync')}</VisuallyHidden>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {directories.map((directory) => (
                  <DirectoryRow key={directory.id} realm={realm} directory={directory} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
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
    <Table.Tr>
      <Table.Td className={classes.address}>{connection.connectionUrl}</Table.Td>
      <Table.Td>{providers?.find((provider) => provider.id === idpId)?.name ?? (providers === undefined ? '…' : t('gone'))}</Table.Td>
      <Table.Td>{found.error !== null ? failureText(found.error) : status === undefined ? '…' : <StatusText status={status} />}</Table.Td>
      <Table.Td>
        {copy === undefined ? '–' : t('copyFacts', { users: copy.users, groups: copy.groups, time: momentText(copy.syncedAt) })}
        {copy === undefined || copy.skipped === 0 ? null : <Text size="xs">{t('copySkipped', { count: copy.skipped })}</Text>}
      </Table.Td>
      <Table.Td>{status?.verifiers ?? '–'}</Table.Td>
      <Table.Td>
        {status === undefined ? '–' : momentText(status.nextSyncAt)}
        {status?.appliesAt === undefined ? null : <Text size="xs">{t('applies', { time: momentText(status.appliesAt) })}</Text>}
      </Table.Td>
      <Table.Td>
        <Button
          size="xs"
          variant="default"
          loading={status?.state === 'syncing'}
          aria-label={t('syncOf', { name: connection.connectionUrl })}
          onClick={() => void act(() => admin.syncDirectory(realm, id), t('synced'))}
        >
          {t('sync')}
        </Button>
      </Table.Td>
    </Table.Tr>
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
