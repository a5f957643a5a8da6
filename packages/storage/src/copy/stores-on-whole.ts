import type { Sealer, WaygateError } from '@waygate/schema';
import type { DocumentStore } from '../document-store.ts';
import { keepFormatMark } from '../format/format-mark.ts';
import { guardedDocuments } from '../format/guarded-documents.ts';
import type { Stores } from '../ports/stores.ts';
import { storesOn } from '../stores-on.ts';
import { type StoreWatch, watchedDocuments } from '../watched-documents.ts';
import { assertNoUnfinishedCopy } from './copy-mark.ts';

/** Who opens a store, and who is told of it. */
export interface Opening {
  /** Is told how long operations take. */
  readonly watch?: StoreWatch | undefined;
  /** Name of this release, which stands in the store from now on when it writes another format than was there. */
  readonly release?: string | undefined;
  /** Is told when a newer release shuts this one out (`storage.overtaken`): nothing is read and written any more. A warning of the process when left out. */
  readonly overtaken?: ((error: WaygateError) => void) | undefined;
}

/**
 * Every repository on a document store that was just opened.
 * @param now the clock that expiry is judged by, epoch milliseconds
 * @throws WaygateError (operational) `storage.unfinished_copy`, `storage.newer_store`, `storage.older_store`; the store is closed then
 */
export async function storesOnWhole(
  store: DocumentStore,
  sealer: Sealer,
  now: () => number,
  { watch, release = 'of an unknown release', overtaken = ({ code, message }) => process.emitWarning(message, { code }) }: Opening = {},
): Promise<Stores> {
  try {
    await assertNoUnfinishedCopy(store);
    await keepFormatMark(store, release);
  } catch (error) {
    await store.close();
    throw error;
  }
  const guarded = guardedDocuments(store, overtaken);
  return storesOn(watch === undefined ? guarded : watchedDocuments(guarded, watch), sealer, now);
}
