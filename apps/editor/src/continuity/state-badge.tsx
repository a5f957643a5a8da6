import { Badge } from '@mantine/core';
import { IconCheck, IconHourglass, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import type { ProviderState } from '@waygate/schema';
import { t } from './messages.ts';

const LOOKS = {
  online: { color: 'green', Icon: IconCheck },
  recovering: { color: 'orange', Icon: IconHourglass },
  offline: { color: 'red', Icon: IconPlugConnectedX },
  blocked: { color: 'red', Icon: IconLock },
} as const satisfies Record<ProviderState, object>;

/** How a provider is, by word, picture and colour. */
export function StateBadge({ state }: { readonly state: ProviderState }) {
  const { color, Icon } = LOOKS[state];
  return (
    <Badge variant="light" size="lg" tt="none" color={color} leftSection={<Icon size={14} aria-hidden />}>
      {t(state)}
    </Badge>
  );
}
