import type { NodeVisit } from '@waygate/engine';
import type { DriverName } from './scenario.ts';

/** One outcome of a type of node, and the drivers that some scenario takes it by. */
export interface OutcomeTaken {
  readonly nodeType: string;
  readonly outcome: string;
  readonly drivers: readonly DriverName[];
}

/** A type of node with the outcomes that it can have. */
export interface NodeOutcomes {
  readonly type: string;
  readonly outcomes: readonly string[];
}

/** What one scenario did: where it runs, and what the engine told its observer meanwhile. */
export interface ScenarioRun {
  readonly drivers: readonly DriverName[];
  readonly visits: readonly NodeVisit[];
}

const ORDER: readonly DriverName[] = ['engine', 'http', 'browser'];

/** Every outcome of some types of nodes, in the order in which they are given, with the drivers that take it; none for one that no scenario takes. */
export function outcomesTaken(types: readonly NodeOutcomes[], runs: readonly ScenarioRun[]): OutcomeTaken[] {
  const taken = new Map<string, Set<DriverName>>();
  for (const { drivers, visits } of runs) {
    for (const { nodeType, result } of visits) {
      const key = `${nodeType}\n${result}`;
      taken.set(key, new Set([...(taken.get(key) ?? []), ...drivers]));
    }
  }
  return types.flatMap(({ type, outcomes }) =>
    outcomes.map((outcome) => {
      const by = taken.get(`${type}\n${outcome}`);
      return { nodeType: type, outcome, drivers: ORDER.filter((driver) => by?.has(driver) === true) };
    }),
  );
}
