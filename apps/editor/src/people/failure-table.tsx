import { Button, Stack, Text, Title } from '@mantine/core';
import type { PersonAuthenticator, PersonDevice } from '@waygate/schema';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { momentText } from '../traces/time-text.ts';
import { t } from './messages.ts';

interface FailureTableProps {
  readonly devices: readonly PersonDevice[];
  readonly authenticators: readonly PersonAuthenticator[];
  /** Whether nothing can be changed here. */
  readonly isFixed: boolean;
  readonly onReset: (authenticator: string) => Promise<void>;
}

/** What was tried in vain, and whether it can be tried again. */
export function FailureTable({ devices, authenticators, isFixed, onReset }: FailureTableProps) {
  return (
    <section aria-labelledby="failures">
      <Stack gap="sm">
        <Title order={2} size="h4" id="failures">
          {t('failures')}
        </Title>
        {authenticators.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('noFailures')}
          </Text>
        ) : (
          <RecordTable
            label={t('failures')}
            columns={[
              ...(['authenticator', 'count', 'state'] as const).map((key) => ({ name: t(key) })),
              ...(isFixed ? [] : [{ name: t('reset'), isNameHidden: true }]),
            ]}
          >
            {authenticators.map((one) => {
              const name = nameOf(one.name, devices);
              return (
                <RecordRow
                  key={one.name}
                  cells={[
                    name,
                    one.failures,
                    stateOf(one),
                    <Button
                      key="reset"
                      size="xs"
                      variant="default"
                      aria-label={t('resetOf', { name })}
                      onClick={() => void onReset(one.name)}
                    >
                      {t('reset')}
                    </Button>,
                  ]}
                />
              );
            })}
          </RecordTable>
        )}
      </Stack>
    </section>
  );
}

function stateOf({ disabled, waitsUntil }: PersonAuthenticator): string {
  if (disabled) return t('disabledNow');
  return waitsUntil === undefined ? t('usable') : t('waits', { time: momentText(waitsUntil) });
}

/** What the throttle counts, in words: the device where it is one that is there still. */
function nameOf(authenticator: string, devices: readonly PersonDevice[]): string {
  const [word = '', id] = authenticator.split(':');
  const device = devices.find(({ uuid }) => uuid === id);
  if (device !== undefined) return device.deviceName;
  if (word === 'password') return t('passwordTries');
  if (word === 'kba') return t('kbaTries');
  if (word === 'otp') return t('otpTries');
  if (word === 'offline-code' || word === 'offline-device') return t('offlineTries');
  if (word === 'recovery-code') return t('recoveryTries');
  return authenticator;
}
