import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID, type TracedVisit } from '@waygate/schema';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import type { LitPath } from '../editor/editor-store.ts';
import { wireId } from '../editor/wire-id.ts';
import { resultText } from './result-text.ts';
import type { TraceStep } from './trace-steps.ts';

/**
 * What a sign-on lights on the drawing of a journey.
 * @param steps so far; those of other journeys are left out
 * @param isOver whether the sign-on ended with the last of them
 */
export function litPath(document: JourneyDocument, steps: readonly TraceStep[], isOver: boolean, catalogue: EditorCatalogue): LitPath {
  const nodes = new Map<string, LitPath['nodes'] extends ReadonlyMap<string, infer Node> ? Node : never>();
  const wires = new Set<string>();
  const light = (visit: TracedVisit, { number, took, children }: TraceStep) => {
    const isStep = visit.pageId === undefined;
    nodes.set(visit.nodeId, {
      result: resultText(visit, catalogue, isStep ? children.at(-1) : undefined),
      took: isStep ? took : visit.took,
      steps: [...(nodes.get(visit.nodeId)?.steps ?? []), number],
    });
  };
  const mine = steps.filter(({ visit }) => visit.journey === document.name);
  for (const step of mine) {
    const { nodeId, result } = step.visit;
    for (const child of step.children) light(child, step);
    light(step.visit, step);
    const node = own(document.nodes, nodeId);
    if (node !== undefined && Object.hasOwn(node.connections, result)) wires.add(wireId({ nodeId, outcome: result }));
  }
  if (steps.length > 0) wires.add(wireId({ nodeId: START_ID, outcome: START_OUTCOME }));
  const last = mine.at(-1)?.visit;
  const next = last === undefined ? undefined : own(own(document.nodes, last.nodeId)?.connections ?? {}, last.result);
  const isAtEnd = isOver && (next === SUCCESS_ID || next === FAILURE_ID);
  return { nodes, wires, current: isAtEnd ? next : last?.nodeId };
}
