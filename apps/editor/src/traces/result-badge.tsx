import { IconCircleCheck, IconCircleX, IconClockX, IconProgress } from '@tabler/icons-react';
import type { SignOnTraceSummary } from '@waygate/schema';
import { OutcomeBadge } from '../app/outcome-badge.tsx';
import { t } from './messages.ts';

const LOOKS = {
  succeeded: { look: 'good', icon: IconCircleCheck },
  failed: { look: 'bad', icon: IconCircleX },
  expired: { look: 'halted', icon: IconClockX },
  running: { look: 'going', icon: IconProgress },
} as const satisfies Record<SignOnTraceSummary['result'], object>;

/** What a sign-on came to. */
export function ResultBadge({ result }: { readonly result: SignOnTraceSummary['result'] }) {
  return <OutcomeBadge {...LOOKS[result]}>{t(result)}</OutcomeBadge>;
}
