import { Button, Group, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import type { PersonDevice } from '@waygate/schema';
import { useState } from 'react';
import { momentText } from '../traces/time-text.ts';
import { t } from './messages.ts';
import { RemovalConfirmation } from './removal-confirmation.tsx';

interface DeviceTableProps {
  readonly username: string;
  readonly devices: readonly PersonDevice[];
  /** Whether nothing can be changed here. */
  readonly isFixed: boolean;
  readonly onRemove: (device: PersonDevice) => Promise<void>;
  readonly onReset: (kind: PersonDevice['kind']) => Promise<void>;
}

/** What is to be confirmed: one device, or all of a kind. */
type Asked = { readonly device: PersonDevice } | { readonly kind: PersonDevice['kind'] };

/** The devices of a person. They can be removed, and nothing can be added: a factor that somebody else adds would be theirs. */
export function DeviceTable({ username, devices, isFixed, onRemove, onReset }: DeviceTableProps) {
  const [asked, setAsked] = useState<Asked>();
  const several = [...new Set(devices.map(({ kind }) => kind))].filter((kind) => devices.filter((one) => one.kind === kind).length > 1);
  return (
    <section aria-labelledby="devices">
      <Stack gap="sm">
        <Title order={2} size="h4" id="devices">
          {t('devices')}
        </Title>
        {devices.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('noDevices')}
          </Text>
        ) : (
          <Table.ScrollContainer minWidth={640}>
            <Table striped aria-label={t('devices')}>
              <Table.Thead>
                <Table.Tr>
                  {(['name', 'kind', 'added', 'used', 'codes'] as const).map((key) => (
                    <Table.Th key={key}>{t(key)}</Table.Th>
                  ))}
                  {isFixed ? null : (
                    <Table.Th>
                      <VisuallyHidden>{t('remove')}</VisuallyHidden>
                    </Table.Th>
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {devices.map((device) => (
                  <Table.Tr key={`${device.kind} ${device.uuid}`}>
                    <Table.Td>{device.deviceName}</Table.Td>
                    <Table.Td>{t(`kind_${device.kind}`)}</Table.Td>
                    <Table.Td>{momentText(device.createdDate)}</Table.Td>
                    <Table.Td>{momentText(device.lastAccessDate)}</Table.Td>
                    <Table.Td>{device.kind === 'binding' ? '–' : device.recoveryCodes}</Table.Td>
                    {isFixed ? null : (
                      <Table.Td>
                        <Button
                          size="xs"
                          variant="default"
                          aria-label={t('removeOf', { name: device.deviceName })}
                          onClick={() => setAsked({ device })}
                        >
                          {t('remove')}
                        </Button>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {isFixed || several.length === 0 ? null : (
          <Group gap="sm">
            {several.map((kind) => (
              <Button key={kind} variant="default" onClick={() => setAsked({ kind })}>
                {t('resetKind', { kind: t(`kind_${kind}`) })}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
      {asked === undefined ? null : (
        <RemovalConfirmation
          title={'device' in asked ? t('removeTitle', { name: asked.device.deviceName }) : t('resetTitle')}
          text={t('removeText', { user: username })}
          close={() => setAsked(undefined)}
          agree={() => ('device' in asked ? onRemove(asked.device) : onReset(asked.kind))}
        />
      )}
    </section>
  );
}
