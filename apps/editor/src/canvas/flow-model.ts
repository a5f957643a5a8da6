import { FAILURE_ID, type JourneyDocument, type JourneyNode, type JourneyProblem, START_ID, SUCCESS_ID } from '@waygate/schema';
import type { Edge, Node } from '@xyflow/react';
import { MarkerType } from '@xyflow/react';
import { placeOf } from '../document/move-nodes.ts';
import { type Note, notesOf } from '../document/notes.ts';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { type ChildOnPage, pageChildrenOf } from '../document/page-children.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { type DrawnOutcome, drawnOutcomes } from '../editor/drawn-outcomes.ts';
import type { LitPath } from '../editor/editor-store.ts';
import type { OutcomeBook } from '../editor/outcome-book.ts';
import { supportedType } from '../editor/supported-type.ts';
import { wireId } from '../editor/wire-id.ts';
import { nodeSize, OUTCOME_HEIGHT, TARGET_Y } from '../layout/node-size.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';

const tenths = new Intl.NumberFormat(t.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** How a drawing marks a node or a wire: what a comparison says of it. */
export type Mark = 'added' | 'removed' | 'changed';

export interface JourneyNodeData extends Record<string, unknown> {
  readonly node: JourneyNode;
  readonly typeName: string | undefined;
  readonly icon: string | undefined;
  readonly outcomes: readonly DrawnOutcome[];
  /** Of a page only. */
  readonly children: readonly ChildOnPage[] | undefined;
  readonly errors: number;
  readonly warnings: number;
  readonly lit: string | undefined;
  /** What came of the nodes on the page, by id. */
  readonly litChildren: ReadonlyMap<string, string>;
  readonly current: boolean;
  readonly mark: Mark | undefined;
  /** Marks of the nodes on the page, by id. */
  readonly childMarks: ReadonlyMap<string, Mark>;
  /** The page child that is selected. */
  readonly selectedChild: string | undefined;
}

export type JourneyFlowNode = Node<JourneyNodeData, 'journey'>;
export type EndFlowNode = Node<
  { readonly kind: 'start' | 'success' | 'failure'; readonly current: boolean } & Record<string, unknown>,
  'end'
>;
export type NoteFlowNode = Node<{ readonly note: Note } & Record<string, unknown>, 'note'>;
export type FlowNode = JourneyFlowNode | EndFlowNode | NoteFlowNode;
export interface WireData extends Record<string, unknown> {
  readonly aboveFrom: number;
  readonly belowFrom: number;
  readonly belowTo: number;
  readonly lane: number;
  /** What its looks say, for when it is drawn elsewhere. */
  readonly className: string;
}
export type WireEdge = Edge<WireData, 'wire'>;

/** Everything that a drawing is made of. */
export interface Drawn {
  readonly document: JourneyDocument;
  readonly catalogue: EditorCatalogue;
  readonly outcomes: OutcomeBook;
  readonly problems: readonly JourneyProblem[];
  readonly selection: ReadonlySet<string>;
  readonly selectedWires: ReadonlySet<string>;
  readonly lit: LitPath | undefined;
  readonly marks?: ReadonlyMap<string, Mark>;
  readonly wireMarks?: ReadonlyMap<string, Mark>;
}

/** From the upper edge of an end to the handle that wires lead to. */
export const END_TARGET_Y = 22;
const ENDS = [
  [START_ID, 'start'],
  [SUCCESS_ID, 'success'],
  [FAILURE_ID, 'failure'],
] as const;

/**
 * Draws journeys as nodes and edges. What did not change since the last drawing is the same object again, so that only what changed is drawn again: an author who
 * drags one node of a thousand must not wait for the others.
 */
export class FlowModel {
  #nodes = new Map<string, { readonly inputs: readonly unknown[]; readonly node: FlowNode }>();
  #edges = new Map<string, { readonly inputs: readonly unknown[]; readonly edge: WireEdge }>();

  nodes(drawn: Drawn): FlowNode[] {
    const { document, selection, catalogue, outcomes, lit, marks } = drawn;
    const next = new Map<string, { readonly inputs: readonly unknown[]; readonly node: FlowNode }>();
    const keep = (id: string, inputs: readonly unknown[], make: () => FlowNode) => {
      const known = this.#nodes.get(id);
      next.set(id, known !== undefined && isSame(known.inputs, inputs) ? known : { inputs, node: make() });
    };
    const problems = countByNode(drawn.problems);
    for (const [id, kind] of ENDS) {
      const { x, y } = placeOf(document, id);
      const selected = selection.has(id);
      const current = lit?.current === id;
      keep(id, [x, y, selected, current], () => ({
        id,
        type: 'end',
        position: { x, y },
        data: { kind, current },
        selected,
        deletable: false,
        ariaLabel: t(kind),
      }));
    }
    for (const [id, node] of Object.entries(document.nodes)) {
      const type = supportedType(catalogue, node);
      const known = outcomes.outcomesOf(document, id);
      const children = node.type === 'PageNode' ? pageChildrenOf(document, id) : undefined;
      const selected = selection.has(id);
      const selectedChild = children?.find((child) => selection.has(child.id))?.id;
      const counts = [id, ...(children ?? []).map((child) => child.id)].map((one) => problems.get(one));
      const errors = counts.reduce((sum, one) => sum + (one?.errors ?? 0), 0);
      const warnings = counts.reduce((sum, one) => sum + (one?.warnings ?? 0), 0);
      const path = lit?.nodes.get(id);
      const litText =
        path === undefined ? undefined : t('step', { steps: fewSteps(path.steps), result: path.result, took: tenths.format(path.took) });
      const litChildren = new Map(
        (children ?? []).flatMap((child) => {
          const result = lit?.nodes.get(child.id)?.result;
          return result === undefined ? [] : [[child.id, result]];
        }),
      );
      const current = lit?.current === id;
      const mark = marks?.get(id);
      const childMarks = new Map(
        (children ?? []).flatMap((child) => {
          const childMark = marks?.get(child.id);
          return childMark === undefined ? [] : [[child.id, childMark]];
        }),
      );
      const childInputs = (children ?? []).flatMap(({ id: childId, child }) => [childId, child]);
      keep(
        id,
        [
          node,
          type,
          known,
          selected,
          selectedChild,
          errors,
          warnings,
          litText,
          current,
          mark,
          ...litChildren.values(),
          ...childMarks.values(),
          ...childInputs,
        ],
        () => ({
          id,
          type: 'journey',
          position: { x: node.x, y: node.y },
          // Until it is drawn: of a large journey only a part is, and all of it has to be brought into view.
          measured: nodeSize(document, id, known?.length ?? Object.keys(node.connections).length),
          selected,
          ariaLabel: `${nameOf(document, id)}, ${type?.displayName ?? node.type}`,
          data: {
            node,
            typeName: type?.displayName,
            icon: type?.icon,
            outcomes: drawnOutcomes(document, id, node, known),
            children,
            errors,
            warnings,
            lit: litText,
            litChildren,
            current,
            mark,
            childMarks,
            selectedChild,
          },
        }),
      );
    }
    for (const note of notesOf(document)) {
      const selected = selection.has(note.id);
      keep(note.id, [JSON.stringify(note), selected], () => ({
        id: note.id,
        type: 'note',
        position: { x: note.x, y: note.y },
        width: note.width,
        height: note.height,
        data: { note },
        selected,
        zIndex: -1,
        ariaLabel: `${t('note')}: ${note.text.slice(0, 80)}`,
      }));
    }
    this.#nodes = next;
    return [...next.values()].map(({ node }) => node);
  }

  edges(drawn: Drawn): WireEdge[] {
    const { document, outcomes, selection, selectedWires, lit, wireMarks } = drawn;
    const next = new Map<string, { readonly inputs: readonly unknown[]; readonly edge: WireEdge }>();
    const heights = new Map<string, number>();
    const heightOf = (id: string) => {
      const known = heights.get(id) ?? nodeSize(document, id, drawnOutcomesOf(document, outcomes, id).length).height;
      heights.set(id, known);
      return known;
    };
    const keep = (nodeId: string, outcome: string, label: string, target: string, row: number, rows: number, lost: boolean) => {
      const id = wireId({ nodeId, outcome });
      const selected = selectedWires.has(id);
      const isLit = lit?.wires.has(id) ?? false;
      const mark = wireMarks?.get(id);
      const touching = selection.has(nodeId) || selection.has(target);
      const from = nameOf(document, nodeId);
      const to = nameOf(document, target);
      const heightFrom = heightOf(nodeId);
      const belowFrom = nodeId === START_ID ? heightFrom / 2 : (rows - row - 0.5) * OUTCOME_HEIGHT + 8;
      const isEnd = target === SUCCESS_ID || target === FAILURE_ID;
      const belowTo = heightOf(target) - (isEnd ? END_TARGET_Y : TARGET_Y);
      const inputs = [target, lost, selected, isLit, mark, touching, label, from, to, heightFrom, belowFrom, belowTo];
      const known = this.#edges.get(id);
      if (known !== undefined && isSame(known.inputs, inputs)) {
        next.set(id, known);
        return;
      }
      const className = [lost ? 'lost' : '', isLit ? 'lit' : '', touching ? 'touching' : '', mark ?? ''].filter(Boolean).join(' ');
      const drawnClass = ['react-flow__edge', className, selected ? 'selected' : '', isLit ? 'animated' : ''].filter(Boolean).join(' ');
      const edge: WireEdge = {
        id,
        source: nodeId,
        sourceHandle: outcome,
        target,
        targetHandle: 'in',
        type: 'wire',
        selected,
        className,
        animated: isLit,
        // Where wires lie on each other, the one that was chosen is the one that is pulled.
        zIndex: selected ? 1 : 0,
        data: { aboveFrom: heightFrom - belowFrom, belowFrom, belowTo, lane: row % 5, className: drawnClass },
        markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: arrowColour(lost, isLit, selected || touching, mark) },
        ariaLabel: t(lost ? 'lostWire' : 'wire', { from, outcome: label, to }),
      };
      next.set(id, { inputs, edge });
    };
    keep(START_ID, START_OUTCOME, t('start'), document.entryNodeId, 0, 1, false);
    for (const [id, node] of Object.entries(document.nodes)) {
      const rows = drawnOutcomesOf(document, outcomes, id);
      for (const [row, { id: outcome, displayName, lost }] of rows.entries()) {
        const target = own(node.connections, outcome);
        if (target !== undefined) keep(id, outcome, displayName, target, row, rows.length, lost);
      }
    }
    this.#edges = next;
    return [...next.values()].map(({ edge }) => edge);
  }
}

function arrowColour(lost: boolean, lit: boolean, selected: boolean, mark: Mark | undefined): string {
  if (lost || mark === 'removed') return 'var(--danger)';
  if (lit || mark === 'added') return 'var(--good)';
  return selected || mark === 'changed' ? 'var(--accent)' : 'var(--line-strong)';
}

function drawnOutcomesOf(document: JourneyDocument, outcomes: OutcomeBook, id: string): readonly DrawnOutcome[] {
  const node = own(document.nodes, id);
  return node === undefined ? [] : drawnOutcomes(document, id, node, outcomes.outcomesOf(document, id));
}

/** A node that a sign-on waits at runs again and again: its first steps and its last say enough. */
function fewSteps(steps: readonly number[]): string {
  return steps.length <= 4 ? steps.join(', ') : `${steps.slice(0, 2).join(', ')} … ${steps.at(-1)}`;
}

function countByNode(problems: readonly JourneyProblem[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const { nodeId, severity } of problems) {
    if (nodeId === undefined) continue;
    const count = counts.get(nodeId) ?? { errors: 0, warnings: 0 };
    if (severity === 'error') count.errors += 1;
    else count.warnings += 1;
    counts.set(nodeId, count);
  }
  return counts;
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((value, index) => value === after[index]);
}
