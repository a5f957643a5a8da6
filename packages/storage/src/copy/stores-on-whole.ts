import type { Sealer } from '@waygate/schema';
import type { DocumentStore } from '../document-store.ts';
import type { Stores } from '../ports/stores.ts';
import { storesOn } from '../stores-on.ts';
import { assertNoUnfinishedCopy } from './copy-mark.ts';

/**
 * Every repository on a document store that was just opened.
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @throws WaygateError `storage.unfinished_copy` (operational); the store is closed then
 */
export async function storesOnWhole(store: DocumentStore, sealer: Sealer, now: () => number): Promise<Stores> {
  try {
    await assertNoUnfinishedCopy(store);
  } catch (error) {
    await store.close();
    throw error;
  }
  return storesOn(store, sealer, now);
}
