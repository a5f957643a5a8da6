import { type ComparedConnection, type ConnectionComparison, type ConnectionRow, END_NAMES } from '@waygate/graph';
import type { JourneyDocument } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';

export type SortColumn = 'source' | 'outcome' | 'target';

export interface Sorting {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** A row as the table shows it: an outcome of the journey, what a check table says of it, or both. */
export interface TableRow {
  readonly key: string;
  /** Undefined for what is missing from nodes that the journey does not have. */
  readonly row: ConnectionRow | undefined;
  readonly source: string;
  readonly outcome: string;
  readonly target: string | undefined;
  readonly status: ComparedConnection['status'] | undefined;
  /** Where the check table leads. */
  readonly wanted: string | undefined;
}

/** The rows of the table, with what a comparison says of them. Start and the ends go by their names in the author's language. */
export function tableRows(
  document: JourneyDocument,
  rows: readonly ConnectionRow[],
  comparison: ConnectionComparison | undefined,
): TableRow[] {
  const ends = new Map(Object.entries(END_NAMES).map(([id, name]) => [name, nameOf(document, id)]));
  const shown = (name: string) => ends.get(name) ?? name;
  const compared = new Map((comparison?.connections ?? []).map((one) => [one.row, one]));
  const own = rows.map((row): TableRow => {
    const found = compared.get(row);
    return {
      key: JSON.stringify([row.nodeId, row.outcomeId]),
      row,
      source: nameOf(document, row.nodeId),
      outcome: row.outcome,
      target: row.targetId === undefined ? undefined : nameOf(document, row.targetId),
      status: found?.status,
      wanted: found?.wanted === undefined ? undefined : shown(found.wanted),
    };
  });
  const absent = (comparison?.connections ?? []).filter(({ row }) => row === undefined);
  return [
    ...own,
    ...absent.map(({ source, outcome, wanted, status }, index): TableRow => {
      return {
        key: `absent ${index}`,
        row: undefined,
        source: shown(source),
        outcome,
        target: undefined,
        status,
        wanted: wanted === undefined ? undefined : shown(wanted),
      };
    }),
  ];
}

/** Those that all words of a filter are found in, in the wanted order; without one in the order of the journey. */
export function arrangeRows(rows: readonly TableRow[], filter: string, sorting: Sorting | undefined, onlyDifferences: boolean): TableRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ source, outcome, target = '', status, wanted = '' }) => {
    const all = `${source} ${outcome} ${target} ${wanted}`.toLowerCase();
    return words.every((word) => all.includes(word)) && !(onlyDifferences && (status === undefined || status === 'equal'));
  });
  if (sorting === undefined) return found;
  const { column, descending } = sorting;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return found.toSorted((one, other) => compare(one[column] ?? '', other[column] ?? '') * (descending ? -1 : 1));
}
