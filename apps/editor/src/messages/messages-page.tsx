import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { KeptMessageList } from '@waygate/schema';
import { useParams } from 'react-router';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { MessageList } from './message-list.tsx';
import classes from './messages.module.css';
import { t } from './messages.ts';

const CHANNELS = ['sms', 'voice', 'email'] as const;

/** Messages that were kept because the realm has no gateway, and why they are seen here. */
export function MessagesPage() {
  const realm = realmOfSegment(useParams()['realm']);
  const found = useQuery({ queryKey: ['messages', realm], queryFn: () => admin.messages(realm), staleTime: 0, gcTime: 0 });
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
      {found.error !== null ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data !== undefined ? <Found key={realm} {...found.data} /> : found.isPending ? <Loading /> : null}
    </Stack>
  );
}

function Found({ ways, messages }: KeptMessageList) {
  const states = Object.values(ways);
  const keeps = states.includes('kept');
  return (
    <>
      {keeps ? (
        <Alert color="gray" title={t('whyTitle')}>
          {t('why')}
        </Alert>
      ) : states.includes('dropped') ? (
        <Alert color="gray" title={t('droppedTitle')}>
          {t('droppedWhy')}
        </Alert>
      ) : (
        <Alert color="gray" title={t('sentTitle')}>
          {t('sent')}
        </Alert>
      )}
      <section aria-label={t('waysTitle')}>
        <dl className={classes.ways}>
          {CHANNELS.map((channel) => (
            <div key={channel}>
              <dt>{t(`${channel}Way`)}</dt>
              <dd>{t(ways[channel])}</dd>
            </div>
          ))}
        </dl>
      </section>
      {!keeps ? null : messages.length === 0 ? (
        <Alert color="gray" title={t('noneTitle')} role="status">
          {t('none')}
        </Alert>
      ) : (
        <>
          <Text size="sm" role="status">
            {messages.length === 1 ? t('countOne') : t('count', { count: messages.length })}
          </Text>
          <MessageList messages={messages} />
        </>
      )}
    </>
  );
}
