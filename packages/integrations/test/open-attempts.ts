import type { Stores } from '@waygate/storage';
import { openSqliteStores } from '@waygate/storage';
import { type AttemptService, createAttemptService, createSealer, KeyRing } from '../src/index.ts';

const ring = new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]));

/** The service of tries on files, the same in every process of a test. @param now epoch milliseconds */
export async function openAttempts(directory: string, now: () => number): Promise<{ stores: Stores; attempts: AttemptService }> {
  const stores = await openSqliteStores({ directory, sealer: createSealer(ring), now });
  return { stores, attempts: createAttemptService({ ...stores, key: ring.derive('attempts'), tell: () => undefined, now }) };
}
