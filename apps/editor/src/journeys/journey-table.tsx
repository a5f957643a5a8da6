import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import type { JourneyListItem } from '@waygate/schema';
import type { JourneyOrder } from './filter-journeys.ts';
import { useJourneyActions } from './journey-action.ts';
import { DraftsCell, EnabledCell, NameCell, PublishedCell, UsedByCell } from './journey-cells.tsx';
import { JourneyMenu } from './journey-menu.tsx';
import classes from './journeys.module.css';
import { t } from './messages.ts';

/** The journeys of a realm where there is room for columns. */
export function JourneyTable({
  items,
  order,
  orderBy,
}: {
  readonly items: readonly JourneyListItem[];
  readonly order: JourneyOrder;
  readonly orderBy: (order: JourneyOrder) => void;
}) {
  const { selected, select } = useJourneyActions();
  const names = items.map(({ name }) => name);
  const chosen = names.filter((name) => selected.has(name)).length;
  const sortable = (column: JourneyOrder, text: string) => (
    <Table.Th scope="col" aria-sort={order === column ? (column === 'name' ? 'ascending' : 'descending') : 'none'}>
      <UnstyledButton className={classes.sort} onClick={() => orderBy(column)} aria-label={t('sortBy', { column: text })}>
        {text}
        {order === column ? <IconArrowDown size={14} aria-hidden /> : null}
      </UnstyledButton>
    </Table.Th>
  );
  return (
    <Table verticalSpacing="sm" className={classes.table} aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w={44}>
            <Checkbox
              aria-label={t('selectAll')}
              checked={names.length > 0 && chosen === names.length}
              indeterminate={chosen > 0 && chosen < names.length}
              onChange={({ currentTarget }) => select(names, currentTarget.checked)}
            />
          </Table.Th>
          {sortable('name', t('name'))}
          <Table.Th scope="col">{t('enabled')}</Table.Th>
          {sortable('published', t('lastPublished'))}
          <Table.Th scope="col">{t('drafts')}</Table.Th>
          <Table.Th scope="col">{t('usedBy')}</Table.Th>
          <Table.Th scope="col" w={56} ta="end">
            <span className={classes.hidden}>{t('actions')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.name} data-journey={item.name}>
            <Table.Td>
              <SelectBox item={item} />
            </Table.Td>
            <Table.Th scope="row" className={classes.rowHeader}>
              <NameCell item={item} />
            </Table.Th>
            <Table.Td>
              <EnabledCell item={item} />
            </Table.Td>
            <Table.Td>
              <PublishedCell item={item} />
            </Table.Td>
            <Table.Td>
              <DraftsCell item={item} />
            </Table.Td>
            <Table.Td>
              <UsedByCell item={item} />
            </Table.Td>
            <Table.Td ta="end">
              <JourneyMenu item={item} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The same where there is none. */
export function JourneyCards({ items }: { readonly items: readonly JourneyListItem[] }) {
  return (
    <ul className={classes.cards} aria-label={t('title')}>
      {items.map((item) => (
        <li key={item.name} className={classes.card} data-journey={item.name}>
          <div className={classes.cardHead}>
            <SelectBox item={item} />
            <NameCell item={item} />
            <JourneyMenu item={item} />
          </div>
          <dl className={classes.facts}>
            <dt>{t('enabled')}</dt>
            <dd>
              <EnabledCell item={item} />
            </dd>
            <dt>{t('lastPublished')}</dt>
            <dd>
              <PublishedCell item={item} />
            </dd>
            <dt>{t('drafts')}</dt>
            <dd>
              <DraftsCell item={item} />
            </dd>
            <dt>{t('usedBy')}</dt>
            <dd>
              <UsedByCell item={item} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function SelectBox({ item: { name } }: { readonly item: JourneyListItem }) {
  const { selected, select } = useJourneyActions();
  return (
    <Checkbox
      aria-label={t('select', { name })}
      checked={selected.has(name)}
      onChange={({ currentTarget }) => select([name], currentTarget.checked)}
    />
  );
}
