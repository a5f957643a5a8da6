import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { PersonDevice } from '@waygate/schema';
import { useState } from 'react';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
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
          <RecordTable
            label={t('devices')}
            columns={[
              ...(['name', 'kind', 'added', 'used', 'codes'] as const).map((key) => ({ name: t(key) })),
              ...(isFixed ? [] : [{ name: t('remove'), isNameHidden: true }]),
            ]}
          >
            {devices.map((device) => (
              <RecordRow
                key={`${device.kind} ${device.uuid}`}
                cells={[
                  device.deviceName,
                  t(`kind_${device.kind}`),
                  momentText(device.createdDate),
                  momentText(device.lastAccessDate),
                  device.kind === 'binding' ? '–' : device.recoveryCodes,
                  <Button
                    key="remove"
                    size="xs"
                    variant="default"
                    aria-label={t('removeOf', { name: device.deviceName })}
                    onClick={() => setAsked({ device })}
                  >
                    {t('remove')}
                  </Button>,
                ]}
              />
            ))}
          </RecordTable>
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
