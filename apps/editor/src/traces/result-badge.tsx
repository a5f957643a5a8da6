import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconClockX, IconProgress } from '@tabler/icons-react';
import type { SignOnTraceSummary } from '@waygate/schema';
import { t } from './messages.ts';
import classes from './traces.module.css';

const ICONS = { succeeded: IconCircleCheck, failed: IconCircleX, expired: IconClockX, running: IconProgress };

/** What a sign-on came to. */
export function ResultBadge({ result }: { readonly result: SignOnTraceSummary['result'] }) {
  const ResultIcon = ICONS[result];
  return (
    <Badge variant="default" tt="none" className={classes[result]} leftSection={<ResultIcon size={14} aria-hidden />}>
      {t(result)}
    </Badge>
  );
}
