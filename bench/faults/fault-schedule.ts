import { Random } from './random.ts';

/** What is done to an installation, and how often among the others. A kind that costs seconds comes seldom. */
const WEIGHTS = {
  'server killed': { embedded: 16, mongodb: 9 },
  'all servers killed': { embedded: 2, mongodb: 1 },
  'server told to stop': { embedded: 4, mongodb: 2 },
  'server stands still': { embedded: 12, mongodb: 9 },
  'clients cut off': { embedded: 14, mongodb: 11 },
  'request cut off': { embedded: 14, mongodb: 11 },
  'answer cut off': { embedded: 18, mongodb: 15 },
  'disk full': { embedded: 12, mongodb: 0 },
  'store held by another': { embedded: 10, mongodb: 0 },
  'clocks stepped': { embedded: 5, mongodb: 4 },
  'one clock off': { embedded: 5, mongodb: 4 },
  'database killed': { embedded: 0, mongodb: 6 },
  'database stands still': { embedded: 0, mongodb: 8 },
  'primary steps down': { embedded: 0, mongodb: 4 },
  'database cut off': { embedded: 0, mongodb: 10 },
  'answer of the database cut off': { embedded: 0, mongodb: 12 },
  'network to the database silent': { embedded: 0, mongodb: 6 },
} as const;

export type FaultKind = keyof typeof WEIGHTS;
export type StoreKind = 'embedded' | 'mongodb';

export const FAULT_KINDS = Object.keys(WEIGHTS) as readonly FaultKind[];

/** One fault as it was planned. What it hits depends on what the servers are doing then. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** Which copy, where it concerns one: its index. */
  readonly copy: number;
  /** How long it lasts where it lasts, milliseconds. */
  readonly lastsMs: number;
  /** A further number between 0 and 1 for what else there is to choose. */
  readonly choice: number;
  /** Pause before the next, milliseconds. */
  readonly pauseMs: number;
}

/** The faults of a run, which follow from the seed alone. @param without kinds that this machine cannot do */
export function faultSchedule(wish: {
  readonly seed: number;
  readonly count: number;
  readonly copies: number;
  readonly store: StoreKind;
  readonly without?: ReadonlySet<FaultKind>;
}): readonly PlannedFault[] {
  const random = new Random(wish.seed);
  const kinds = FAULT_KINDS.filter((kind) => !wish.without?.has(kind)).map((kind) => [kind, WEIGHTS[kind][wish.store]] as const);
  const sum = kinds.reduce((total, [, weight]) => total + weight, 0);
  const kindAt = (place: number): FaultKind => {
    let left = place * sum;
    for (const [kind, weight] of kinds) {
      left -= weight;
      if (left < 0) return kind;
    }
    throw new Error('No fault is possible.');
  };
  return Array.from({ length: wish.count }, () => ({
    kind: kindAt(random.next()),
    copy: random.between(0, wish.copies - 1),
    // Short ones are many, and some are longer than a client likes to wait.
    lastsMs: random.chance(0.1) ? random.between(800, 2_500) : random.between(20, 500),
    choice: random.next(),
    pauseMs: random.between(0, 350),
  }));
}
