import { Button, Code, CopyButton, Stack, Text } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { PreviewTicket } from '@waygate/schema';
import { useAdministrator } from '../app/admin.tsx';
import { t } from './messages.ts';
import { QrPicture } from './qr-picture.tsx';

const time = new Intl.DateTimeFormat(t.language, { timeStyle: 'short' });

/** The address of a try, for another browser or a phone in which the same administrator is signed on. */
export function TryAddress({ ticket: { url, expiresAt } }: { readonly ticket: PreviewTicket }) {
  const { publicUrl, adminUrl = publicUrl } = useAdministrator();
  const address = adminUrl + url;
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{t('addressHelp', { time: time.format(expiresAt) })}</Text>
      <Code style={{ overflowWrap: 'anywhere' }}>{address}</Code>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
            {copied ? t('copied') : t('copyAddress')}
          </Button>
        )}
      </CopyButton>
      <QrPicture text={address} label={t('addressQr')} />
    </Stack>
  );
}
