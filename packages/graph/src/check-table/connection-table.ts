import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';

/** Start and the two ends as check tables call them, in whatever language the reader reads. */
export const END_NAMES: Readonly<Record<string, string>> = { [START_ID]: 'Start', [SUCCESS_ID]: 'Success', [FAILURE_ID]: 'Failure' };

/** Stands for the outcome of Start, and in tables that people write for the only outcome of a node. */
export const ARROW = '→';

/** A row of a check table: what people call source, outcome and target. */
export interface CheckRow {
  readonly source: string;
  readonly outcome: string;
  readonly target: string;
}

/** An outcome of a journey with where it leads. */
export interface ConnectionRow {
  readonly nodeId: string;
  readonly outcomeId: string;
  readonly source: string;
  readonly outcome: string;
  /** Undefined while it leads nowhere. */
  readonly targetId: string | undefined;
  readonly target: string | undefined;
  /** Whether there is a wire but no such outcome any more. */
  readonly lost: boolean;
}

/** Outcomes of a node in its journey; undefined when nobody can tell. */
export type OutcomesOfNode = (nodeId: string) => readonly { readonly id: string; readonly displayName: string }[] | undefined;

/** Every outcome of a journey, in the order in which somebody who follows the journey from Start meets them; unreachable nodes last. */
export function connectionTable(document: JourneyDocument, outcomesOf: OutcomesOfNode): ConnectionRow[] {
  const nameOf = (id: string) => {
    const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined;
    return END_NAMES[id] ?? (node === undefined || node.displayName === '' ? id : node.displayName);
  };
  const row = (nodeId: string, outcomeId: string, outcome: string, targetId: string | undefined, lost: boolean): ConnectionRow => ({
    nodeId,
    outcomeId,
    source: nameOf(nodeId),
    outcome,
    targetId,
    target: targetId === undefined ? undefined : nameOf(targetId),
    lost,
  });
  const rows = [row(START_ID, 'start', ARROW, document.entryNodeId, false)];
  const seen = new Set<string>();
  for (const root of [document.entryNodeId, ...Object.keys(document.nodes)]) {
    const open = [root];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined;
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      const known = outcomesOf(id);
      const present = (known ?? []).map((one) => {
        const targetId = Object.hasOwn(node.connections, one.id) ? node.connections[one.id] : undefined;
        return row(id, one.id, one.displayName, targetId, false);
      });
      const more = Object.entries(node.connections)
        .filter(([outcome]) => known?.some((one) => one.id === outcome) !== true)
        .map(([outcome, targetId]) => row(id, outcome, outcome, targetId, known !== undefined));
      rows.push(...present, ...more);
      open.push(...[...present, ...more].flatMap(({ targetId }) => targetId ?? []).reverse());
    }
  }
  return rows;
}

/** What leads somewhere, as a check table. */
export function checkRows(rows: readonly ConnectionRow[]): CheckRow[] {
  return rows.flatMap(({ source, outcome, target }) => (target === undefined ? [] : [{ source, outcome, target }]));
}
