import { Badge } from '@mantine/core';
import { IconBan, IconCircleCheck, IconCircleX, IconProgress } from '@tabler/icons-react';
import type { AuditResult } from '@waygate/schema';
import { OutcomeBadge } from '../app/outcome-badge.tsx';
import { RESULTS } from './audit-search.ts';
import { t } from './messages.ts';

const LOOKS = {
  succeeded: { look: 'good', icon: IconCircleCheck },
  failed: { look: 'bad', icon: IconCircleX },
  refused: { look: 'halted', icon: IconBan },
  begun: { look: 'going', icon: IconProgress },
} as const satisfies Record<AuditResult, object>;

/** How something came out; a word of another release stands as it is. */
export function ResultBadge({ result }: { readonly result: string }) {
  const known = RESULTS.find((one) => one === result);
  if (known !== undefined) return <OutcomeBadge {...LOOKS[known]}>{t(known)}</OutcomeBadge>;
  return (
    <Badge variant="default" tt="none">
      {result}
    </Badge>
  );
}
