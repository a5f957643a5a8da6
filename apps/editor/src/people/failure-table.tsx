import { Button, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import type { PersonAuthenticator, PersonDevice } from '@waygate/schema';
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
          <Table.ScrollContainer minWidth={520}>
            <Table striped aria-label={t('failures')}>
              <Table.Thead>
                <Table.Tr>
                  {(['authenticator', 'count', 'state'] as const).map((key) => (
                    <Table.Th key={key}>{t(key)}</Table.Th>
                  ))}
                  {isFixed ? null : (
                    <Table.Th>
                      <VisuallyHidden>{t('reset')}</VisuallyHidden>
                    </Table.Th>
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {authenticators.map((one) => {
                  const name = nameOf(one.name, devices);
                  return (
                    <Table.Tr key={one.name}>
                      <Table.Td>{name}</Table.Td>
                      <Table.Td>{one.failures}</Table.Td>
                      <Table.Td>{stateOf(one)}</Table.Td>
                      {isFixed ? null : (
                        <Table.Td>
                          <Button size="xs" variant="default" aria-label={t('resetOf', { name })} onClick={() => void onReset(one.name)}>
                            {t('reset')}
                          </Button>
                        </Table.Td>
                      )}
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
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
