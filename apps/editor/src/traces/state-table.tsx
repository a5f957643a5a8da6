import { Table, Text } from '@mantine/core';
import type { TracedVisit } from '@waygate/schema';
import { t } from './messages.ts';
import classes from './traces.module.css';

/** The state after a step as its author may see it, with what the step changed marked. @param before the state before it */
export function StateTable({
  state,
  before,
}: {
  readonly state: NonNullable<TracedVisit['state']>;
  readonly before: TracedVisit['state'];
}) {
  const entries = Object.entries(state);
  if (entries.length === 0) return <Text size="sm">{t('stateEmpty')}</Text>;
  return (
    <Table className={classes.state} withRowBorders={false} verticalSpacing={2}>
      <Table.Tbody>
        {entries.map(([name, value]) => {
          const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
          const isChanged = before !== undefined && JSON.stringify(before[name]) !== JSON.stringify(value);
          return (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>
                <code>{text}</code>
                {isChanged ? <strong> {t('changedValue')}</strong> : null}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
