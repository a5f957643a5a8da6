import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ProviderHealthView } from '@waygate/schema';
import { useState } from 'react';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { providersQuery } from './continuity-queries.ts';
import { t } from './messages.ts';
import { ProviderCard } from './provider-card.tsx';
import { ProviderDialog } from './provider-dialog.tsx';

/** Everything that the realm has watched. */
export function ProviderSection({ realm }: { readonly realm: string }) {
  const [isAdding, setAdding] = useState(false);
  const found = useQuery(providersQuery(realm));
  const providers = found.data?.providers;
  return (
    <section aria-labelledby="providers">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id="providers">
            {t('providers')}
          </Title>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        </Group>
        {found.error !== null ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        {providers === undefined ? (
          found.isPending ? (
            <Loading />
          ) : null
        ) : providers.length === 0 ? (
          <Alert color="gray" title={t('noProviders')} role="status">
            {t('noProvidersHelp')}
          </Alert>
        ) : (
          <>
            <Text size="sm" role="status">
              {summaryOf(providers)}
            </Text>
            {providers.map((provider) => (
              <ProviderCard key={provider.id} realm={realm} provider={provider} />
            ))}
          </>
        )}
      </Stack>
      {isAdding ? <ProviderDialog realm={realm} close={() => setAdding(false)} /> : null}
    </section>
  );
}

function summaryOf(providers: readonly ProviderHealthView[]): string {
  const away = providers.filter(({ state }) => state !== 'online');
  if (away.length === 0) return t('summaryOnline');
  const names = away.map(({ name, label }) => (label === '' ? name : label)).join(', ');
  const values = { count: away.length, all: providers.length, names };
  return away.length === 1 ? t('summaryOne', values) : t('summaryMany', values);
}
