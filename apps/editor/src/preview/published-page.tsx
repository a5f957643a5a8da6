import { Anchor, Button, CopyButton, Group, Popover, Stack, Text, Title } from '@mantine/core';
import { IconCopy, IconExternalLink, IconQrcode } from '@tabler/icons-react';
import { useAdministrator } from '../app/admin.tsx';
import { useEditor } from '../editor/use-editor.ts';
import { journeyAddress } from '../versions/journey-address.ts';
import { t } from './messages.ts';
import { QrPicture } from './qr-picture.tsx';

/** The address of what is published: to copy, to open, and for a phone's camera. */
export function PublishedPage() {
  const administrator = useAdministrator();
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const published = useEditor((state) => state.published?.document);
  const address = journeyAddress(administrator, realm, name);
  return (
    <Stack gap="xs" component="section" aria-labelledby="published-page">
      <Title order={2} size="h5" id="published-page">
        {t('published')}
      </Title>
      {published === undefined ? (
        <Text size="sm">{t('notPublished')}</Text>
      ) : published.innerTreeOnly ? (
        <Text size="sm">{t('innerOnly')}</Text>
      ) : (
        <>
          <Text size="sm">{published.enabled ? t('publishedHelp') : t('off')}</Text>
          <Anchor href={address} target="_blank" rel="noopener" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {address}
          </Anchor>
          <Group gap="xs">
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button variant="default" size="xs" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
                  {copied ? t('copied') : t('copy')}
                </Button>
              )}
            </CopyButton>
            <Button
              component="a"
              href={address}
              target="_blank"
              rel="noopener"
              variant="default"
              size="xs"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              {t('open')}
            </Button>
            <Popover withArrow trapFocus>
              <Popover.Target>
                <Button variant="default" size="xs" leftSection={<IconQrcode size={16} aria-hidden />}>
                  {t('showQr')}
                </Button>
              </Popover.Target>
              <Popover.Dropdown aria-label={t('showQr')} tabIndex={-1}>
                <QrPicture text={address} label={t('qr', { address })} />
              </Popover.Dropdown>
            </Popover>
          </Group>
        </>
      )}
    </Stack>
  );
}
