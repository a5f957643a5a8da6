import { Alert, NativeSelect, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Application, offlineState } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import classes from './continuity.module.css';
import { applicationsQuery, providersQuery } from './continuity-queries.ts';
import { t } from './messages.ts';
import { useContinuityAct } from './use-continuity-act.ts';

/** Applications behind a proxy, and what each does while its provider cannot be reached. */
export function ApplicationSection({ realm }: { readonly realm: string }) {
  const found = useQuery(applicationsQuery(realm));
  const applications = found.data?.applications;
  return (
    <section aria-labelledby="applications">
      <Stack gap="sm">
        <Title order={2} size="h4" id="applications">
          {t('applications')}
        </Title>
        {found.error !== null ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        {applications === undefined ? (
          found.isPending ? (
            <Loading />
          ) : null
        ) : applications.length === 0 ? (
          <Alert color="gray">{t('noApplications')}</Alert>
        ) : (
          <RecordTable
            label={t('applications')}
            columns={(['application', 'entry', 'provider', 'groups', 'offlineState'] as const).map((key) => ({ name: t(key) }))}
          >
            {applications.map((application) => (
              <ApplicationRow key={application.id} realm={realm} application={application} />
            ))}
          </RecordTable>
        )}
      </Stack>
    </section>
  );
}

function ApplicationRow({ realm, application }: { readonly realm: string; readonly application: Application }) {
  const { id, name, label, publicDomain, idpId, offline, askBeforeEntry } = application;
  const providers = useQuery(providersQuery(realm)).data?.providers;
  const act = useContinuityAct(realm);
  const shown = label === '' ? name : label;
  const provider = providers?.find((one) => one.id === idpId)?.name ?? (providers === undefined ? '…' : t('gone'));
  return (
    <RecordRow
      cells={[
        <div key="application" className={classes.address}>
          {shown}
          <br />
          {publicDomain}
        </div>,
        <Switch
          key="entry"
          label={t('askBeforeEntry')}
          aria-label={t('askBeforeEntryOf', { name: shown })}
          description={t('askBeforeEntryHelp')}
          checked={askBeforeEntry}
          onChange={() =>
            void act(
              () => admin.setAskBeforeEntry(realm, id, !askBeforeEntry),
              t(askBeforeEntry ? 'entersWithoutAsking' : 'asksBeforeEntry', { name: shown }),
            )
          }
        />,
        idpId === undefined ? t('none') : provider,
        <div key="groups">
          {offline.groups.length === 0 ? t('nobody') : offline.groups.map((group) => group.name).join(', ')}
          {offline.accessPolicyId === undefined ? null : (
            <Text size="xs" c="dimmed">
              {t('byAccessPolicy')}
            </Text>
          )}
        </div>,
        <NativeSelect
          key="state"
          aria-label={t('offlineStateOf', { name: shown })}
          value={offline.state}
          data={offlineState.options.map((value) => ({ value, label: t(`state_${value}`) }))}
          onChange={({ currentTarget }) => {
            const wish = offlineState.safeParse(currentTarget.value);
            if (!wish.success) return;
            const state = wish.data;
            void act(() => admin.setOfflineState(realm, id, state), t('stateSet', { name: shown, state: t(`state_${state}`) }));
          }}
        />,
      ]}
    />
  );
}
