import { Table, Text } from '@mantine/core';
import type { HealthTransition } from '@waygate/schema';
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
      <Table.ScrollContainer minWidth={420}>
        <Table striped aria-label={t('transitionsOf', { name })}>
          <Table.Thead>
            <Table.Tr>
              {(['when', 'what', 'why'] as const).map((key) => (
                <Table.Th key={key}>{t(key)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {transitions.slice(0, SHOWN).map(({ at, from, to, reason, by }) => (
              <Table.Tr key={`${at} ${from} ${to}`}>
                <Table.Td>{momentText(at)}</Table.Td>
                <Table.Td>{t('fromTo', { from: t(from), to: t(to) })}</Table.Td>
                <Table.Td>{by === undefined ? t(`reason_${reason}`) : t('byWhom', { reason: t(`reason_${reason}`), by })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
