import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { realmOfSegment } from '../app/paths.ts';
import { ApplicationSection } from './application-section.tsx';
import { refreshContinuity } from './continuity-queries.ts';
import { CoverageSection } from './coverage-section.tsx';
import { DirectorySection } from './directory-section.tsx';
import { t } from './messages.ts';
import { ProviderSection } from './provider-section.tsx';

/** What sign-ons of a realm depend on, how it is, and what an administrator can do about it. */
export function ContinuityPage() {
  const realm = realmOfSegment(useParams()['realm']);
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const isFetching = useIsFetching({ queryKey: ['continuity', realm] }) > 0;
  const refresh = () => {
    setAsked(true);
    void refreshContinuity(queries, realm).finally(() => setAsked(false));
  };
  return (
    <Stack gap="xl">
      <div>
        <Group justify="space-between">
          <Title order={1} size="h2">
            {t('title')}
          </Title>
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} loading={isAsked && isFetching} onClick={refresh}>
            {t('refresh')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" maw="46rem" mt={4}>
          {t('intro')}
        </Text>
      </div>
      <ProviderSection key={realm} realm={realm} />
      <CoverageSection realm={realm} />
      <DirectorySection realm={realm} />
      <ApplicationSection realm={realm} />
    </Stack>
  );
}
