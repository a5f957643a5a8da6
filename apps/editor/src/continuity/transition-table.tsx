import { Text } from '@mantine/core';
import type { HealthTransition } from '@waygate/schema';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { momentText } from '../traces/time-text.ts';
import classes from './continuity.module.css';
import { t } from './messages.ts';

/** How many of the latest are shown. */
const SHOWN = 20;

/** What changed for a provider, latest first; closed until somebody asks. */
export function TransitionTable({ name, transitions }: { readonly name: string; readonly transitions: readonly HealthTransition[] }) {
  if (transitions.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('noTransitions')}
      </Text>
    );
  }
  return (
    <details className={classes.transitions}>
      <summary>{t('transitions')}</summary>
      <RecordTable label={t('transitionsOf', { name })} columns={(['when', 'what', 'why'] as const).map((key) => ({ name: t(key) }))}>
        {transitions.slice(0, SHOWN).map(({ at, from, to, reason, by }) => (
          <RecordRow
            key={`${at} ${from} ${to}`}
            cells={[
              momentText(at),
              t('fromTo', { from: t(from), to: t(to) }),
              by === undefined ? t(`reason_${reason}`) : t('byWhom', { reason: t(`reason_${reason}`), by }),
            ]}
          />
        ))}
      </RecordTable>
    </details>
  );
}
