import {
  type CatalogueOutcome,
  FAILURE_ID,
  type JourneyDocument,
  type JourneyNode,
  type JourneyProblem,
  START_ID,
  SUCCESS_ID,
} from '@waygate/schema';
import type { Edge, Node } from '@xyflow/react';
import { MarkerType } from '@xyflow/react';
import { placeOf } from '../document/move-nodes.ts';
import { type Note, notesOf } from '../document/notes.ts';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { type ChildOnPage, pageChildrenOf } from '../document/page-children.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import type { LitPath } from '../editor/editor-store.ts';
import type { OutcomeBook } from '../editor/outcome-book.ts';
import { wireId } from '../editor/wire-id.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';

/** How a drawing marks a node or a wire: what a comparison says of it. */
export type Mark = 'added' | 'removed' | 'changed';

/** An outcome as it is drawn: a lost one has a wire but is no outcome any more. */
export interface DrawnOutcome extends CatalogueOutcome {
  readonly lost: boolean;
  readonly connected: boolean;
}

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
  readonly current: boolean;
  readonly mark: Mark | undefined;
  /** The page child that is selected. */
  readonly selectedChild: string | undefined;
}

export type JourneyFlowNode = Node<JourneyNodeData, 'journey'>;
export type EndFlowNode = Node<{ readonly kind: 'start' | 'success' | 'failure' } & Record<string, unknown>, 'end'>;
export type NoteFlowNode = Node<{ readonly note: Note } & Record<string, unknown>, 'note'>;
export type FlowNode = JourneyFlowNode | EndFlowNode | NoteFlowNode;

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
  #edges = new Map<string, { readonly inputs: readonly unknown[]; readonly edge: Edge }>();

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
      keep(id, [x, y, selected], () => ({
        id,
        type: 'end',
        position: { x, y },
        data: { kind },
        selected,
        deletable: false,
        ariaLabel: t(kind),
      }));
    }
    for (const [id, node] of Object.entries(document.nodes)) {
      const type = catalogue.get(node.type);
      const known = outcomes.outcomesOf(document, id);
      const children = node.type === 'PageNode' ? pageChildrenOf(document, id) : undefined;
      const selected = selection.has(id);
      const selectedChild = children?.find((child) => selection.has(child.id))?.id;
      const counts = [id, ...(children ?? []).map((child) => child.id)].map((one) => problems.get(one));
      const errors = counts.reduce((sum, one) => sum + (one?.errors ?? 0), 0);
      const warnings = counts.reduce((sum, one) => sum + (one?.warnings ?? 0), 0);
      const path = lit?.nodes.get(id);
      const litText =
        path === undefined ? undefined : t('step', { steps: path.steps.join(', '), result: path.result, took: path.took.toFixed(1) });
      const current = lit?.current === id;
      const mark = marks?.get(id);
      const childInputs = (children ?? []).flatMap(({ id: childId, child }) => [childId, child]);
      keep(id, [node, type, known, selected, selectedChild, errors, warnings, litText, current, mark, ...childInputs], () => ({
        id,
        type: 'journey',
        position: { x: node.x, y: node.y },
        selected,
        ariaLabel: `${nameOf(document, id)}, ${type?.displayName ?? node.type}`,
        data: {
          node,
          typeName: type?.displayName,
          icon: type?.icon,
          outcomes: drawnOutcomes(node, known),
          children,
          errors,
          warnings,
          lit: litText,
          current,
          mark,
          selectedChild,
        },
      }));
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

  edges(drawn: Drawn): Edge[] {
    const { document, outcomes, selectedWires, lit, wireMarks } = drawn;
    const next = new Map<string, { readonly inputs: readonly unknown[]; readonly edge: Edge }>();
    const keep = (nodeId: string, outcome: string, label: string, target: string, lost: boolean) => {
      const id = wireId({ nodeId, outcome });
      const selected = selectedWires.has(id);
      const isLit = lit?.wires.has(id) ?? false;
      const mark = wireMarks?.get(id);
      const inputs = [target, lost, selected, isLit, mark, label, nameOf(document, nodeId), nameOf(document, target)];
      const known = this.#edges.get(id);
      const className = [lost ? 'lost' : '', isLit ? 'lit' : '', mark ?? ''].filter(Boolean).join(' ');
      next.set(
        id,
        known !== undefined && isSame(known.inputs, inputs)
          ? known
          : {
              inputs,
              edge: {
                id,
                source: nodeId,
                sourceHandle: outcome,
                target,
                targetHandle: 'in',
                type: 'smoothstep',
                selected,
                className,
                animated: isLit,
                markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
                ariaLabel: t('wire', { from: nameOf(document, nodeId), outcome: label, to: nameOf(document, target) }),
              },
            },
      );
    };
    keep(START_ID, START_OUTCOME, t('start'), document.entryNodeId, false);
    for (const [id, node] of Object.entries(document.nodes)) {
      const known = outcomes.outcomesOf(document, id);
      for (const [outcome, target] of Object.entries(node.connections)) {
        const meant = known?.find((one) => one.id === outcome);
        keep(id, outcome, meant?.displayName ?? outcome, target, known !== undefined && meant === undefined);
      }
    }
    this.#edges = next;
    return [...next.values()].map(({ edge }) => edge);
  }
}

/** The outcomes of a node with those that only a wire still knows. A type that the server does not have shows what its wires know. */
export function drawnOutcomes(node: JourneyNode, known: readonly CatalogueOutcome[] | undefined): readonly DrawnOutcome[] {
  const present = (known ?? []).map((one) => ({ ...one, lost: false, connected: Object.hasOwn(node.connections, one.id) }));
  const more = Object.keys(node.connections)
    .filter((id) => !present.some((one) => one.id === id))
    .map((id) => ({ id, displayName: id, lost: known !== undefined, connected: true }));
  return [...present, ...more];
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
