import { type JourneyDocument, START_ID } from '@waygate/schema';
import { type OutcomeSource, START_OUTCOME } from './outcome-source.ts';

/** The outcomes that lead to a node or an end, Start first. */
export function sourcesOf(document: JourneyDocument, target: string): readonly OutcomeSource[] {
  const start = document.entryNodeId === target ? [{ nodeId: START_ID, outcome: START_OUTCOME }] : [];
  const nodes = Object.entries(document.nodes).flatMap(([nodeId, { connections }]) =>
    Object.entries(connections).flatMap(([outcome, to]) => (to === target ? [{ nodeId, outcome }] : [])),
  );
  return [...start, ...nodes];
}
