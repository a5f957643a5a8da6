import type { CatalogueOutcome, JourneyNode } from '@waygate/schema';

/** A wire whose outcome the node does not have any more. */
export interface LostOutcome {
  readonly outcome: string;
  /** Where it leads. */
  readonly target: string;
}

/** The wires of a node that begin at outcomes which it has not. @param outcomes undefined when they cannot be told: then none is lost */
export function lostOutcomes(node: JourneyNode, outcomes: readonly CatalogueOutcome[] | undefined): readonly LostOutcome[] {
  if (outcomes === undefined) return [];
  return Object.entries(node.connections)
    .filter(([id]) => !outcomes.some((outcome) => outcome.id === id))
    .map(([outcome, target]) => ({ outcome, target }));
}
