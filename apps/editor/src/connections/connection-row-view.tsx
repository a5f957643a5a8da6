import { ActionIcon, Select } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLink, IconMinus, IconPlus, IconWand, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import classes from './connections.module.css';
import { t } from './messages.ts';
import type { TableRow } from './table-rows.ts';

/** What happens with rows, the same for all of them. */
export interface ConnectionHandlers {
  readonly show: (row: TableRow) => void;
  readonly edit: (key: string | undefined) => void;
  readonly connect: (row: TableRow, target: string) => void;
  readonly disconnect: (row: TableRow) => void;
  readonly reattach: (row: TableRow) => void;
  /** Leads an outcome where the check table does. */
  readonly mend: (row: TableRow) => void;
}

export type TargetChoices = readonly { readonly value: string; readonly label: string }[];

const STATUS = {
  equal: { key: 'isEqual', Icon: IconCheck },
  missing: { key: 'isMissing', Icon: IconMinus },
  extra: { key: 'isExtra', Icon: IconPlus },
  different: { key: 'isDifferent', Icon: IconAlertTriangle },
} as const;

/** A row of the table of connections. Its target is a button that becomes a list to choose from, so that a thousand rows are not a thousand lists. */
export const ConnectionRowView = memo(function ConnectionRowView({
  row,
  index,
  measure,
  editing,
  readOnly,
  canMend,
  canRemove,
  choices,
  handlers,
}: {
  readonly row: TableRow;
  /** Its place among the rows, from 0. */
  readonly index: number;
  /** Told of the row when it is drawn. */
  readonly measure: (element: HTMLTableRowElement | null) => void;
  readonly editing: boolean;
  readonly readOnly: boolean;
  /** Whether the journey has what the check table leads to. */
  readonly canMend: boolean;
  /** Start always leads somewhere: what leads to Failure there cannot be taken away. */
  readonly canRemove: boolean;
  /** Of the row that is edited only. */
  readonly choices: TargetChoices | undefined;
  readonly handlers: ConnectionHandlers;
}) {
  const { row: own, source, outcome, target, status, wanted } = row;
  const names = { source, outcome };
  const isOpen = target === undefined;
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={classes.row}
      data-row={row.key}
      data-status={status}
      data-lost={own?.lost}
    >
      <td className={classes.cell}>
        {own === undefined ? (
          <span className={classes.plain}>{source}</span>
        ) : (
          <button
            type="button"
            className={classes.link}
            data-column="source"
            title={t('goTo', { name: source })}
            onClick={() => handlers.show(row)}
          >
            {source}
          </button>
        )}
      </td>
      <td className={classes.cell}>
        <span className={own?.lost === true ? classes.lost : undefined}>{own?.lost === true ? t('lost', { outcome }) : outcome}</span>
      </td>
      <td className={classes.cell}>
        {own === undefined ? null : own.lost || readOnly ? (
          <span className={classes.plain}>{target ?? t('nowhere')}</span>
        ) : editing && choices !== undefined ? (
          <Select
            aria-label={t('chooseTarget', names)}
            data={[...choices]}
            value={own.targetId ?? null}
            onChange={(next) => {
              if (next !== null) handlers.connect(row, next);
              handlers.edit(undefined);
            }}
            onBlur={() => handlers.edit(undefined)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              handlers.edit(undefined);
            }}
            autoFocus
            defaultDropdownOpened
            selectFirstOptionOnChange
            searchable
            allowDeselect={false}
            size="xs"
          />
        ) : (
          <button
            type="button"
            className={isOpen ? classes.open : classes.target}
            data-column="target"
            aria-label={t('change', { ...names, target: target ?? t('nowhere') })}
            onClick={() => handlers.edit(row.key)}
          >
            {target ?? t('nowhere')}
          </button>
        )}
        {status === undefined ? null : <Status status={status} wanted={status === 'equal' ? undefined : wanted} />}
      </td>
      <td className={classes.actions}>
        {own !== undefined && wanted !== undefined && status !== 'equal' && canMend && !readOnly ? (
          <ActionIcon variant="subtle" size={24} aria-label={t('mend', { ...names, target: wanted })} onClick={() => handlers.mend(row)}>
            <IconWand size={16} aria-hidden />
          </ActionIcon>
        ) : null}
        {own?.lost === true && !readOnly ? (
          <ActionIcon variant="subtle" size={24} aria-label={t('reattach', names)} onClick={() => handlers.reattach(row)}>
            <IconLink size={16} aria-hidden />
          </ActionIcon>
        ) : null}
        {own !== undefined && !isOpen && canRemove && !readOnly ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            data-column="remove"
            aria-label={t('remove', names)}
            onClick={() => handlers.disconnect(row)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        ) : null}
      </td>
    </tr>
  );
});

function Status({ status, wanted }: { readonly status: keyof typeof STATUS; readonly wanted: string | undefined }) {
  const { key, Icon } = STATUS[status];
  return (
    <span className={classes.status} data-status={status}>
      <Icon size={14} aria-hidden />
      <span>
        {status === 'different' && wanted !== undefined ? t('wanted', { target: wanted }) : t(key)}
        {status === 'missing' && wanted !== undefined ? <span className={classes.wanted}>{t('wanted', { target: wanted })}</span> : null}
      </span>
    </span>
  );
}
