import { Table, VisuallyHidden } from '@mantine/core';
import { createContext, type ReactNode, useContext } from 'react';
import classes from './record-table.module.css';

/** A column: what it is called, and whether that is for screen readers alone, as over buttons. */
export interface RecordColumn {
  readonly name: string;
  readonly isNameHidden?: boolean;
}

const Columns = createContext<readonly RecordColumn[]>([]);

interface RecordTableProps {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly columns: readonly RecordColumn[];
  /** {@link RecordRow}s. */
  readonly children: ReactNode;
}

/**
 * Records in rows. Where there is no room for columns each record is a card that names its own fields, so that nothing is cut off or has to be scrolled to. The roles are said
 * outright, since browsers forget those of a table that is not laid out as one.
 */
export function RecordTable({ label, columns, children }: RecordTableProps) {
  return (
    <Columns.Provider value={columns}>
      <Table striped aria-label={label} role="table" className={classes.table}>
        <Table.Thead role="rowgroup" className={classes.head}>
          <Table.Tr role="row">
            {columns.map(({ name, isNameHidden }) => (
              <Table.Th key={name} role="columnheader" scope="col">
                {isNameHidden === true ? <VisuallyHidden>{name}</VisuallyHidden> : name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">{children}</Table.Tbody>
      </Table>
    </Columns.Provider>
  );
}

/** One record of a {@link RecordTable}: a cell for each of its columns, in their order. */
export function RecordRow({ cells }: { readonly cells: readonly ReactNode[] }) {
  const columns = useContext(Columns);
  return (
    <Table.Tr role="row" className={classes.row}>
      {columns.map(({ name, isNameHidden }, index) => (
        <Table.Td key={name} role="cell" className={classes.cell}>
          {isNameHidden === true ? null : (
            <span className={classes.name} aria-hidden>
              {name}
            </span>
          )}
          <div className={classes.value}>{cells[index]}</div>
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
