import { onTestFinished } from 'vitest';
import type { Stores } from '../../src/index.ts';

/** The clock that the stores judge expiry by, epoch milliseconds. */
export interface Clock {
  now: number;
}

/** Opens empty stores on the clock of a test. */
export type OpenStores = (clock: Clock) => Promise<Stores>;

/** Stores for one test, closed when it ends. The clock starts at 1 000. */
export async function storesFor(open: OpenStores): Promise<Stores & { readonly clock: Clock }> {
  const clock = { now: 1_000 };
  const stores = await open(clock);
  onTestFinished(() => stores.close());
  return { ...stores, clock };
}
