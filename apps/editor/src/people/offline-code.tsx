import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { PersonOfflineCode } from '@waygate/schema';
import { useState } from 'react';
import { momentText } from '../traces/time-text.ts';
import { t } from './messages.ts';
import { RemovalConfirmation } from './removal-confirmation.tsx';

interface OfflineCodeProps {
  readonly username: string;
  readonly code: PersonOfflineCode;
  /** Whether nothing can be changed here. */
  readonly isFixed: boolean;
  readonly onRemove: () => Promise<void>;
}

/** The app of a person for codes in an outage: how things are with it, and its removal. */
export function OfflineCode({ username, code, isFixed, onRemove }: OfflineCodeProps) {
  const [isAsked, setAsked] = useState(false);
  const { status, deviceName = '' } = code;
  return (
    <section aria-labelledby="offline-code">
      <Stack gap="sm">
        <Title order={2} size="h4" id="offline-code">
          {t('offlineCode')}
        </Title>
        {status === 'none' ? (
          <Text size="sm" c="dimmed">
            {t('noOfflineCode')}
          </Text>
        ) : (
          <Group justify="space-between" gap="sm">
            <div>
              <Text size="sm" fw={500}>
                {deviceName}
              </Text>
              {factsOf(code).map((fact) => (
                <Text key={fact} size="sm" c="dimmed">
                  {fact}
                </Text>
              ))}
            </div>
            {isFixed ? null : (
              <Button size="xs" variant="default" aria-label={t('removeOf', { name: deviceName })} onClick={() => setAsked(true)}>
                {t('remove')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {isAsked ? (
        <RemovalConfirmation
          title={t('removeTitle', { name: deviceName })}
          text={t('removeOfflineText', { user: username })}
          close={() => setAsked(false)}
          agree={onRemove}
        />
      ) : null}
    </section>
  );
}

function factsOf({ status, enrolledAt, expiresAt, lockedUntil, hasBackupCode }: PersonOfflineCode): string[] {
  return [
    ...(enrolledAt === undefined ? [] : [t('offlineSince', { time: momentText(enrolledAt) })]),
    ...(expiresAt === undefined ? [] : [t(status === 'expired' ? 'offlineExpired' : 'offlineExpires', { time: momentText(expiresAt) })]),
    ...(lockedUntil === undefined ? [] : [t('offlineLocked', { time: momentText(lockedUntil) })]),
    t(hasBackupCode ? 'backupCodeKept' : 'noBackupCode'),
  ];
}
