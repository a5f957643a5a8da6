import { Badge } from '@mantine/core';
import { IconBan, IconCircleCheck, IconCircleX, IconProgress } from '@tabler/icons-react';
import classes from './audit.module.css';
import { RESULTS } from './audit-search.ts';
import { t } from './messages.ts';

const ICONS = { succeeded: IconCircleCheck, failed: IconCircleX, refused: IconBan, begun: IconProgress };

/** How something came out; a word of another release stands as it is. */
export function ResultBadge({ result }: { readonly result: string }) {
  const known = RESULTS.find((one) => one === result);
  if (known === undefined)
    return (
      <Badge variant="default" tt="none">
        {result}
      </Badge>
    );
  const ResultIcon = ICONS[known];
  return (
    <Badge variant="default" tt="none" className={`${classes.badge} ${classes[known]}`} leftSection={<ResultIcon size={14} aria-hidden />}>
      {t(known)}
    </Badge>
  );
}
