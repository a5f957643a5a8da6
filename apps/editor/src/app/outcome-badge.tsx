import { Badge } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './outcome-badge.module.css';

/** What something came to, in the words of its page, with a picture and a colour: `halted` is neither good nor a failure, `going` has no end yet. */
export function OutcomeBadge({
  look,
  icon: OutcomeIcon,
  children,
}: {
  readonly look: 'good' | 'bad' | 'halted' | 'going';
  readonly icon: Icon;
  readonly children: string;
}) {
  return (
    <Badge variant="default" tt="none" className={`${classes.badge} ${classes[look]}`} leftSection={<OutcomeIcon size={14} aria-hidden />}>
      {children}
    </Badge>
  );
}
