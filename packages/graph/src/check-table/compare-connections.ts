import { ARROW, type CheckRow, type ConnectionRow } from './connection-table.ts';

/** What a comparison says of one connection. */
export interface ComparedConnection {
  /** `missing` is in the check table only, `extra` in the journey only; `different` leads somewhere else. */
  readonly status: 'equal' | 'missing' | 'extra' | 'different';
  readonly source: string;
  readonly outcome: string;
  /** Where the journey leads. */
  readonly target: string | undefined;
  /** Where the check table leads. */
  readonly wanted: string | undefined;
  /** Row of the journey; undefined where it has no such outcome. */
  readonly row: ConnectionRow | undefined;
}

export interface ConnectionComparison {
  readonly equal: boolean;
  readonly counts: Readonly<Record<ComparedConnection['status'], number>>;
  /** In the order of the journey; what is missing from nodes that it does not have comes last. */
  readonly connections: readonly ComparedConnection[];
}

/**
 * Compares the connections of a journey with a check table. Nodes and outcomes are matched by the names that people see: exactly, or else, when only one is meant,
 * without regard to case, spaces, remarks in brackets and the word "node" at the end. An arrow stands for the only outcome of a node.
 */
export function compareConnections(rows: readonly ConnectionRow[], table: readonly CheckRow[]): ConnectionComparison {
  const names = [...new Set(rows.flatMap(({ source, target }) => (target === undefined ? [source] : [source, target])))];
  const outcomesOf = Map.groupBy(rows, ({ source }) => source);
  const node = matcher(names);
  const outcomeMatchers = new Map<string, Match>();
  const wanted = table.map((row): CheckRow => {
    const source = node(row.source);
    const own = [...new Set((outcomesOf.get(source) ?? []).map(({ outcome }) => outcome))];
    let match = outcomeMatchers.get(source);
    if (match === undefined) {
      match = matcher(own);
      outcomeMatchers.set(source, match);
    }
    const [only] = own;
    const outcome = isArrow(row.outcome) && only !== undefined && own.length === 1 ? only : match(row.outcome);
    return { source, outcome, target: node(row.target) };
  });
  const open = Map.groupBy(wanted, keyOf);
  const equalRows = new Set<ConnectionRow>();
  for (const row of rows)
    if (row.target !== undefined && take(open, row, (one) => one.target === row.target) !== undefined) equalRows.add(row);
  const connections = rows.flatMap((row): ComparedConnection[] => {
    const { source, outcome, target } = row;
    if (equalRows.has(row)) return [{ status: 'equal', source, outcome, target, wanted: target, row }];
    const other = take(open, row, () => true);
    if (other !== undefined) {
      return [{ status: target === undefined ? 'missing' : 'different', source, outcome, target, wanted: other.target, row }];
    }
    return target === undefined ? [] : [{ status: 'extra', source, outcome, target, wanted: undefined, row }];
  });
  for (const { source, outcome, target } of [...open.values()].flat()) {
    connections.push({ status: 'missing', source, outcome, target: undefined, wanted: target, row: undefined });
  }
  const count = (status: ComparedConnection['status']) => connections.filter((one) => one.status === status).length;
  const counts = { equal: count('equal'), missing: count('missing'), extra: count('extra'), different: count('different') };
  return { equal: counts.equal > 0 && counts.equal === connections.length, counts, connections };
}

type Match = (name: string) => string;

/** Finds the name that is meant among those that there are; a name that nobody has stays as it is. */
function matcher(names: readonly string[]): Match {
  const exact = new Set(names);
  const loose = Map.groupBy(names, plain);
  return (name) => {
    const trimmed = name.trim();
    if (exact.has(trimmed)) return trimmed;
    const [only, ...more] = loose.get(plain(trimmed)) ?? [];
    return only !== undefined && more.length === 0 ? only : trimmed;
  };
}

function plain(name: string): string {
  const letters = name
    .toLowerCase()
    .replace(/\s+containing\b.*$/s, '')
    .replace(/\([^)]*\)\s*$/, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return letters.length > 4 && letters.endsWith('node') ? letters.slice(0, -4) : letters;
}

function isArrow(outcome: string): boolean {
  return ['', ARROW, '->', '-', '–', '—', '=>'].includes(outcome.trim());
}

function keyOf({ source, outcome }: { readonly source: string; readonly outcome: string }): string {
  return JSON.stringify([source, outcome]);
}

/** Takes the first that fits out of what is not matched yet. */
function take(open: Map<string, CheckRow[]>, row: ConnectionRow, fits: (row: CheckRow) => boolean): CheckRow | undefined {
  const list = open.get(keyOf(row)) ?? [];
  const at = list.findIndex(fits);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}
