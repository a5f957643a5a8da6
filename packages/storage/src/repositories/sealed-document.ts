import type { Sealer } from '@waygate/schema';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** A document of which nothing can be read without the key ring. */
export const sealedDocument = z.object({ sealed: z.string() });
export type SealedDocument = z.infer<typeof sealedDocument>;

/** @param context what the sealed text is bound to: text that was sealed for another place does not open here */
export function sealDocument(sealer: Sealer, context: string, value: unknown): SealedDocument {
  return { sealed: sealer.seal(context, JSON.stringify(value)) };
}

/** @throws WaygateError `storage.corrupt` when what was sealed does not have the shape it should have */
export function openDocument<T>(sealer: Sealer, context: string, document: SealedDocument, schema: z.ZodType<T>): T {
  const result = schema.safeParse(JSON.parse(sealer.open(context, document.sealed)));
  if (result.success) return result.data;
  throw new WaygateError(
    'unexpected',
    'storage.corrupt',
    `A sealed document does not have the shape it should have (${context.split('|')[0]}).`,
    {
      cause: result.error,
    },
  );
}
