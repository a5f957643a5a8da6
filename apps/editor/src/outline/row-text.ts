import type { JourneyDocument, JourneyProblem } from '@waygate/schema';
import { START_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { t } from './messages.ts';
import { type OutlineRow, subjectOf } from './outline-rows.ts';

/** A row as it is shown, and said: screen readers read the same texts. */
export interface RowText {
  /** What the row begins with: the outcome, or what stands there. */
  readonly first: string;
  /** Where an outcome leads; undefined for one that leads nowhere, and for a row that is no outcome. */
  readonly target: string | undefined;
  /** Type of the node, or a remark. */
  readonly remark: string;
  readonly icon: string | undefined;
  readonly errors: number;
  readonly warnings: number;
}

/** How many problems each node has, errors first. */
export type ProblemCounts = ReadonlyMap<string, readonly [errors: number, warnings: number]>;

export function countProblems(problems: readonly JourneyProblem[]): ProblemCounts {
  const counts = new Map<string, [number, number]>();
  for (const { nodeId, severity } of problems) {
    if (nodeId === undefined) continue;
    const count = counts.get(nodeId) ?? [0, 0];
    count[severity === 'error' ? 0 : 1] += 1;
    counts.set(nodeId, count);
  }
  return counts;
}

/** What a row says. */
export function rowText(row: OutlineRow, document: JourneyDocument, catalogue: EditorCatalogue, problems: ProblemCounts): RowText {
  const id = subjectOf(row);
  const node = id === undefined ? undefined : nodeOf(document, id);
  const type = node === undefined ? undefined : catalogue.get(node.type);
  const name = id === undefined ? '' : nameOf(document, id);
  const [errors, warnings] = (id === undefined ? undefined : problems.get(id)) ?? [0, 0];
  const isEmptyPage = id !== undefined && own(document.nodes, id)?.type === 'PageNode' && childIds(document, id).length === 0;
  const typeName = node === undefined ? '' : (type?.displayName ?? node.type);
  const remark = isEmptyPage ? t('emptyPage') : typeName === name ? '' : typeName;
  const text = { target: undefined, remark, icon: type?.icon, errors, warnings };
  if (row.kind === 'unreachable' || row.kind === 'notes') return { ...text, first: t(row.kind, { count: row.count }) };
  if (row.kind === 'note') return { ...text, remark: '', first: row.text.trim() === '' ? t('emptyNote') : row.text.trim() };
  if (row.kind !== 'wire') return { ...text, first: name };
  const outcome = row.source.nodeId === START_ID ? t('start') : row.lost ? t('lost', { outcome: row.outcome }) : row.outcome;
  return { ...text, first: outcome, target: row.target === undefined ? undefined : nameOf(document, row.target) };
}
