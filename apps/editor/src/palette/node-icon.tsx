import {
  IconBolt,
  IconBox,
  IconDatabase,
  IconDownload,
  IconHourglass,
  IconLayoutList,
  IconLifebuoy,
  IconLink,
  IconList,
  IconListCheck,
  IconListDetails,
  IconLock,
  IconMessage,
  IconQrcode,
  IconRepeat,
  IconSend,
  IconShieldCheck,
  IconSitemap,
  IconStairs,
  IconStopwatch,
  IconUnlink,
  IconUser,
} from '@tabler/icons-react';

const ICONS: Readonly<Record<string, typeof IconBox>> = {
  database: IconDatabase,
  download: IconDownload,
  hourglass: IconHourglass,
  layout: IconLayoutList,
  'life-buoy': IconLifebuoy,
  link: IconLink,
  list: IconList,
  'list-checks': IconListCheck,
  'list-details': IconListDetails,
  lock: IconLock,
  'message-square': IconMessage,
  'qr-code': IconQrcode,
  repeat: IconRepeat,
  send: IconSend,
  'shield-check': IconShieldCheck,
  stairs: IconStairs,
  timer: IconStopwatch,
  unlink: IconUnlink,
  user: IconUser,
  workflow: IconSitemap,
  zap: IconBolt,
};

/** The picture of a node type; a box for a name that there is no picture of. */
export function NodeIcon({ name, size = 18 }: { readonly name: string | undefined; readonly size?: number }) {
  const Icon = (name === undefined ? undefined : ICONS[name]) ?? IconBox;
  return <Icon size={size} aria-hidden />;
}
