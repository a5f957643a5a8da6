import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { compositeId } from '../composite-id.ts';

/** A document of which nothing can be read without the key ring. */
export const sealedDocument = z.object({ sealed: z.string() });
export type SealedDocument = z.infer<typeof sealedDocument>;

/** Where sealed text belongs: the kind of the document, then what names it. Text that was sealed for another place does not open here. */
export type SealedPlace = readonly [kind: string, ...names: readonly string[]];

export function sealDocument(sealer: Sealer, place: SealedPlace, value: unknown): SealedDocument {
  return { sealed: sealer.seal(compositeId(...place), JSON.stringify(value)) };
}

/**
 * @throws WaygateError `storage.corrupt` when what was sealed does not have the shape it should have; `seal.unreadable` when the text was altered,
 * belongs elsewhere, or its key is not on the ring
 */
export function openDocument<T>(sealer: Sealer, place: SealedPlace, { sealed }: SealedDocument, schema: z.ZodType<T>): T {
  const text = sealer.open(compositeId(...place), sealed);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own error quotes the text.
    throw corrupt(place, 'it is not JSON');
  }
  const result = schema.safeParse(value);
  if (!result.success) throw corrupt(place, z.prettifyError(result.error));
  return result.data;
}

/** Whether an error says that a document itself can be opened by nobody, as against that it cannot be opened now. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof WaygateError && (error.code === 'storage.corrupt' || error.code === 'seal.unreadable');
}

function corrupt([kind, ...names]: SealedPlace, why: string): WaygateError {
  const cause = new Error(`Sealed document ${JSON.stringify(names)} of ${kind}: ${why}`);
  return new WaygateError('unexpected', 'storage.corrupt', `A sealed document of ${kind} does not have the shape it should have.`, {
    cause,
  });
}
