import type { TracedVisit } from '@waygate/schema';

/** One step of a sign-on: a node that ran, with what ran on it when it is a page. */
export interface TraceStep {
  /** From 1. */
  readonly number: number;
  readonly visit: TracedVisit;
  /** Milliseconds that it ran; of a node that runs a journey, as long as that took. */
  readonly took: number;
  readonly children: readonly TracedVisit[];
}

/** The steps of a sign-on in order. What stands on a page is told before the page, and is part of its step. */
export function traceSteps(visits: readonly TracedVisit[]): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  const entered: TracedVisit[] = [];
  let children: TracedVisit[] = [];
  for (const visit of visits) {
    if (visit.pageId !== undefined) {
      children.push(visit);
      continue;
    }
    const mine = children.filter(({ pageId, journey }) => pageId === visit.nodeId && journey === visit.journey);
    children = [];
    const way = entered.findLast(({ nodeId, journey }) => nodeId === visit.nodeId && journey === visit.journey);
    if (visit.result === 'entered') entered.push(visit);
    else if (way !== undefined) entered.splice(entered.lastIndexOf(way));
    const took = visit.result === 'entered' || way === undefined ? visit.took : visit.at - way.at;
    steps.push({ number: steps.length + 1, visit, took, children: mine });
  }
  return steps;
}
