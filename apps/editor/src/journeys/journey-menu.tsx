import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconExternalLink,
  IconLink,
  IconPencil,
  IconPointer,
  IconStar,
  IconStarOff,
  IconTrash,
} from '@tabler/icons-react';
import type { JourneyListItem } from '@waygate/schema';
import { Link } from 'react-router';
import { useAdministrator } from '../app/admin.tsx';
import { paths } from '../app/paths.ts';
import { journeyAddress } from '../versions/journey-address.ts';
import { useJourneyActions } from './journey-action.ts';
import { t } from './messages.ts';

/** Everything that can be done with one journey of the list. */
export function JourneyMenu({ item }: { readonly item: JourneyListItem }) {
  const { realm, act } = useJourneyActions();
  const administrator = useAdministrator();
  const isLive = item.published !== null;
  const hasAddress = isLive && !item.innerTreeOnly;
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('actionsOf', { name: item.name })}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={paths.journey(realm, item.name)} leftSection={<IconPointer size={16} aria-hidden />}>
          {t('open')}
        </Menu.Item>
        {hasAddress ? (
          <>
            <Menu.Item
              component="a"
              href={journeyAddress(administrator, realm, item.name)}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              {t('tryIt')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => act('copyAddress', item)}>
              {t('copyAddress')}
            </Menu.Item>
          </>
        ) : null}
        <Menu.Divider />
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => act('duplicate', item)}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => act('rename', item)}>
          {t('rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => act('export', item)}>
          {t('export')}
        </Menu.Item>
        {item.isDefault ? (
          <Menu.Item leftSection={<IconStarOff size={16} aria-hidden />} onClick={() => act('unmakeDefault', item)}>
            {t('unmakeDefault')}
          </Menu.Item>
        ) : hasAddress ? (
          <Menu.Item leftSection={<IconStar size={16} aria-hidden />} onClick={() => act('makeDefault', item)}>
            {t('makeDefault')}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item c="var(--danger)" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => act('delete', item)}>
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
