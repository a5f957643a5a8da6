import type { NodeVisit } from '@waygate/engine';
import { type JourneyDocument, START_ID } from '@waygate/schema';

/** One connection of a journey: an outcome of a node, or the start. */
export interface Connection {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
}

/** Every connection that a journey draws, the start included, with nodes by their display names. */
export function connectionsOf(document: JourneyDocument): Connection[] {
  const nameOf = (id: string) => document.nodes[id]?.displayName ?? id;
  const drawn = Object.values(document.nodes).flatMap((node) =>
    Object.entries(node.connections).map(([outcome, to]) => ({ from: node.displayName, outcome, to: nameOf(to) })),
  );
  return [{ from: START_ID, outcome: 'outcome', to: nameOf(document.entryNodeId) }, ...drawn];
}

/**
 * Connections of a journey that no visit has taken.
 * @param visits what the engine told its observer
 */
export function untakenConnections(document: JourneyDocument, visits: readonly NodeVisit[]): Connection[] {
  const mine = visits.filter(({ journey }) => journey === document.name);
  const entry = document.nodes[document.entryNodeId]?.displayName;
  const taken = new Set(mine.map(({ displayName, result }) => `${displayName}\n${result}`));
  return connectionsOf(document).filter(({ from, outcome }) =>
    from === START_ID ? !mine.some(({ displayName }) => displayName === entry) : !taken.has(`${from}\n${outcome}`),
  );
}
