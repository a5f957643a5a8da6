import { Alert, Button, Group, Menu, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { AUDIT_FORMATS, type AuditFormat } from '@waygate/schema';
import { failureText } from '../app/failure.tsx';
import { t } from './messages.ts';
import type { ExportState } from './use-audit-export.ts';

const NAMES = { jsonl: 'exportJsonl', csv: 'exportCsv' } as const;

/** Offers to take what is found away as a file. */
export function ExportMenu({ isBusy, onExport }: { readonly isBusy: boolean; readonly onExport: (format: AuditFormat) => void }) {
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button variant="default" disabled={isBusy} leftSection={<IconDownload size={16} aria-hidden />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('exportLabel')}>
        <Menu.Label>{t('exportHelp')}</Menu.Label>
        {AUDIT_FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => onExport(format)}>
            {t(NAMES[format])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ExportProgressProps {
  readonly state: ExportState;
  readonly onCancel: () => void;
  readonly onDismiss: () => void;
}

/** How far an export is, and what came of it. */
export function ExportProgress({ state, onCancel, onDismiss }: ExportProgressProps) {
  const isRunning = state.status === 'running';
  const isBad = state.status === 'broke' || state.status === 'refused';
  return (
    <Alert color={isBad ? 'red' : 'gray'} role={isBad ? 'alert' : 'status'}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{textOf(state)}</Text>
        <Button size="xs" variant="default" onClick={isRunning ? onCancel : onDismiss}>
          {t(isRunning ? 'cancel' : 'dismiss')}
        </Button>
      </Group>
    </Alert>
  );
}

function textOf(state: ExportState): string {
  switch (state.status) {
    case 'running':
      return t('exporting', { count: state.count });
    case 'done':
      return t('exported', { count: state.count, file: state.file });
    case 'cancelled':
      return t('exportCancelled');
    case 'broke':
      return t('exportBroke');
    case 'refused':
      return failureText(state.error);
  }
}
