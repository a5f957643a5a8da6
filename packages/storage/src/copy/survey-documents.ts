import { WaygateError } from '@waygate/schema';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { assertKnownFormat } from '../format/format-mark.ts';
import { assertNoUnfinishedCopy } from './copy-mark.ts';
import { livingDocuments } from './living-documents.ts';

const MIB = 1024 * 1024;

/** What a store holds. */
export interface Survey {
  readonly documents: number;
  /** Text of all documents, bytes of UTF-8. */
  readonly bytes: number;
}

/**
 * Looks through everything that is to be copied, before anything is.
 * @param largestBody of the store that it is to be copied to, bytes
 * @param look is shown the text of each document
 * @throws WaygateError (operational) `copy.source_empty`, `storage.unfinished_copy`, `storage.newer_store`, `storage.older_store`, `copy.unknown_collection` for what another version wrote, `storage.too_large`
 * that names the collections whose documents the other store cannot keep
 */
export async function surveyDocuments(
  source: DocumentStore,
  { largestBody, look, now }: { readonly largestBody: number; readonly look: (text: string) => void; readonly now: number },
): Promise<Survey> {
  await assertNoUnfinishedCopy(source);
  await assertKnownFormat(source);
  const collections = copiedCollections(await source.collections());
  const survey = { documents: 0, bytes: 0 };
  const tooLarge = new Map<string, number>();
  for (const collection of collections) {
    for await (const { body } of livingDocuments(source, collection, now)) {
      const size = Buffer.byteLength(body);
      survey.documents += 1;
      survey.bytes += size;
      if (size > largestBody) tooLarge.set(collection, Math.max(size, tooLarge.get(collection) ?? 0));
      look(body);
    }
  }
  if (survey.documents === 0) {
    throw new WaygateError(
      'operational',
      'copy.source_empty',
      'There is nothing to copy: the store that is copied from is empty. Nothing was written.',
    );
  }
  if (tooLarge.size > 0) {
    const which = [...tooLarge].map(([name, size]) => `${name} (the largest has ${(size / MIB).toFixed(1)} MiB)`).join(', ');
    throw new WaygateError(
      'operational',
      'storage.too_large',
      `The store that is copied to keeps no document larger than ${Math.floor(largestBody / MIB)} MiB, and there are such in: ${which}. Nothing was written.`,
    );
  }
  return survey;
}

/**
 * Names of the collections that are copied: all but what a store says of itself.
 * @throws WaygateError `copy.unknown_collection` (operational)
 */
export function copiedCollections(names: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set(Object.values(COLLECTIONS));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return names.filter((name) => name !== COLLECTIONS.storeMarks);
  throw new WaygateError(
    'operational',
    'copy.unknown_collection',
    `There are collections that this Waygate does not know: ${unknown.join(', ')}. Copy with the version that wrote them. Nothing was written.`,
  );
}
