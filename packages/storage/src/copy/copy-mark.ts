import { randomBytes } from 'node:crypto';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';

const COPY = 'copy';
const SELF = 'self';

const copyMark = z.object({
  state: z.enum(['unfinished', 'finished']),
  /** Id of the store that it is a copy of. */
  source: z.string(),
  /** Which key ring opens what is sealed in it. */
  keyCheck: z.string(),
});
const selfMark = z.object({ id: z.string() });

/** What a store that was copied into says of itself. */
export type CopyMark = z.infer<typeof copyMark>;

/** @returns undefined for a store that nothing was copied into */
export async function copyMarkOf(store: DocumentStore): Promise<CopyMark | undefined> {
  const found = await store.get(COLLECTIONS.storeMarks, COPY, 0);
  return found === undefined ? undefined : copyMark.parse(JSON.parse(found.body));
}

/** Says in the store what it is. */
export async function putCopyMark(store: DocumentStore, mark: CopyMark): Promise<void> {
  await store.write([{ collection: COLLECTIONS.storeMarks, id: COPY, expect: 'any', body: JSON.stringify(mark) }], 0, true);
}

/** The id by which a store is known to its copies: given to it when it is first asked for, never copied. */
export async function storeIdOf(store: DocumentStore): Promise<string> {
  const body = JSON.stringify({ id: randomBytes(16).toString('base64url') });
  await store.write([{ collection: COLLECTIONS.storeMarks, id: SELF, expect: 'absent', body }], 0, true);
  const found = await store.get(COLLECTIONS.storeMarks, SELF, 0);
  return selfMark.parse(JSON.parse(found?.body ?? 'null')).id;
}

/**
 * Nothing may work on half of an installation.
 * @throws WaygateError `storage.unfinished_copy` (operational)
 */
export async function assertNoUnfinishedCopy(store: DocumentStore): Promise<void> {
  if ((await copyMarkOf(store))?.state !== 'unfinished') return;
  throw new WaygateError(
    'operational',
    'storage.unfinished_copy',
    'This store is a copy that was not finished. Run the same `waygate store copy` again, which goes on where it ended, or use the store that it is a copy of.',
  );
}
