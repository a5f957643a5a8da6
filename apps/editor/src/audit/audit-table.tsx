import { Anchor, Table, Text } from '@mantine/core';
import type { AuditRecord } from '@waygate/schema';
import type { Ref } from 'react';
import { momentText } from '../traces/time-text.ts';
import classes from './audit.module.css';
import { eventText } from './event-texts.ts';
import { t } from './messages.ts';
import { actorText, detailText } from './record-text.ts';
import { ResultBadge } from './result-badge.tsx';

interface AuditTableProps {
  readonly records: readonly AuditRecord[];
  readonly onOpen: (id: string) => void;
  readonly ref: Ref<HTMLTableElement>;
}

/** Entries, newest first; each opens to all that it says. In a narrow window person and time stand below the event. */
export function AuditTable({ records, onOpen, ref }: AuditTableProps) {
  return (
    <Table striped aria-label={t('list')} className={classes.table} ref={ref}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('event')}</Table.Th>
          <Table.Th>{t('result')}</Table.Th>
          <Table.Th className={classes.wide}>{t('time')}</Table.Th>
          <Table.Th className={classes.wide}>{t('person')}</Table.Th>
          <Table.Th className={classes.wide}>{t('actor')}</Table.Th>
          <Table.Th className={classes.widest}>{t('address')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record) => (
          <Row key={record.id} record={record} onOpen={onOpen} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ record, onOpen }: { readonly record: AuditRecord; readonly onOpen: (id: string) => void }) {
  const { id, at, event, result, person, address } = record;
  const title = eventText(event);
  const time = momentText(at);
  const detail = detailText(record);
  const who = person?.name ?? (record.actor === undefined ? undefined : actorText(record));
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          component="button"
          type="button"
          size="sm"
          ta="start"
          aria-label={t('open', { event: title, time })}
          data-audit-entry={id}
          onClick={() => onOpen(id)}
        >
          {title}
        </Anchor>
        {detail === '' ? null : (
          <Text size="xs" c="dimmed" className={classes.detail}>
            {detail}
          </Text>
        )}
        <Text size="xs" c="dimmed" className={classes.narrow}>
          {[who, time].filter((part) => part !== undefined).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <ResultBadge result={result} />
      </Table.Td>
      <Table.Td className={classes.wide}>
        <span className={classes.time}>{time}</span>
      </Table.Td>
      <Table.Td className={`${classes.wide} ${classes.name}`}>{person?.name ?? t('nothing')}</Table.Td>
      <Table.Td className={`${classes.wide} ${classes.name}`}>{actorText(record)}</Table.Td>
      <Table.Td className={`${classes.widest} ${classes.name}`}>{address ?? t('nothing')}</Table.Td>
    </Table.Tr>
  );
}
