import type { Sealer } from '@waygate/schema';
import type { DocumentStore } from '../document-store.ts';
import { keepFormatMark } from '../format/format-mark.ts';
import type { Stores } from '../ports/stores.ts';
import { storesOn } from '../stores-on.ts';
import { assertNoUnfinishedCopy } from './copy-mark.ts';

/**
 * Every repository on a document store that was just opened.
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @param release name of this release, which stands in the store from now on when it writes another format than was there
 * @throws WaygateError (operational) `storage.unfinished_copy`, `storage.newer_store`, `storage.older_store`; the store is closed then
 */
export async function storesOnWhole(
  store: DocumentStore,
  sealer: Sealer,
  now: () => number,
  release = 'of an unknown release',
): Promise<Stores> {
  try {
    await assertNoUnfinishedCopy(store);
    await keepFormatMark(store, release);
  } catch (error) {
    await store.close();
    throw error;
  }
  return storesOn(store, sealer, now);
}
