import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { STORE_FORMAT, type StoreFormat } from './store-format.ts';

const FORMAT = 'format';
/** Of several that raise the mark at once one does it, and the others look again; more than this are never at it. */
const MOST_TRIES = 100;

/** What a store says of the newest release that worked on it. Later releases may add to it, and never take away. */
const formatMark = z.object({
  format: z.int(),
  /** The oldest format that a release must know to work on it. */
  readableBy: z.int(),
  /** Name of the release that said so, for the people who read an error. */
  release: z.string(),
});
type FormatMark = z.infer<typeof formatMark>;

/** A store that began before there were marks, which the first release wrote. */
const BEFORE_MARKS: FormatMark = { format: 1, readableBy: 1, release: '0.1.0' };

/**
 * Sees that this release can work on a store, and says in it which format there is from now on.
 * @param release name of this release
 * @throws WaygateError (operational) `storage.newer_store`, `storage.older_store`; nothing was written then
 */
export async function keepFormatMark(store: DocumentStore, release: string, ours: StoreFormat = STORE_FORMAT): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const found = await store.get(COLLECTIONS.storeMarks, FORMAT, 0);
    const mark = found === undefined ? undefined : read(found.body);
    assertKnown(mark ?? BEFORE_MARKS, ours);
    // An older release that may go on beside a newer one takes nothing of the mark back.
    if (mark !== undefined && mark.format >= ours.writes && mark.readableBy >= ours.readableBy) return;
    const next: FormatMark = {
      format: Math.max(ours.writes, mark?.format ?? 0),
      readableBy: Math.max(ours.readableBy, mark?.readableBy ?? 0),
      release,
    };
    const write = {
      collection: COLLECTIONS.storeMarks,
      id: FORMAT,
      expect: found?.revision ?? 'absent',
      body: JSON.stringify(next),
    } as const;
    if (await store.write([write], 0, true)) return;
  }
  throw new WaygateError('operational', 'storage.unavailable', 'The store does not keep what is written about its format.');
}

/** Sees that this release can work on a store, without writing. @throws as `keepFormatMark` */
export async function assertKnownFormat(store: DocumentStore, ours: StoreFormat = STORE_FORMAT): Promise<void> {
  assertKnownMark((await store.get(COLLECTIONS.storeMarks, FORMAT, 0))?.body, ours);
}

/** As `assertKnownFormat`, of the text of the mark; undefined where there is none. */
export function assertKnownMark(text: string | undefined, ours: StoreFormat = STORE_FORMAT): void {
  assertKnown(text === undefined ? BEFORE_MARKS : read(text), ours);
}

/** Says in a copy which format it has: that of the store that it is a copy of. */
export async function copyFormatMark(source: DocumentStore, target: DocumentStore): Promise<void> {
  const found = await source.get(COLLECTIONS.storeMarks, FORMAT, 0);
  const body = found?.body ?? JSON.stringify(BEFORE_MARKS);
  await target.write([{ collection: COLLECTIONS.storeMarks, id: FORMAT, expect: 'any', body }], 0, true);
}

function read(text: string): FormatMark {
  return formatMark.parse(JSON.parse(text));
}

function assertKnown({ format, readableBy, release }: FormatMark, { writes, readsFrom }: StoreFormat): void {
  if (readableBy > writes) {
    throw new WaygateError(
      'operational',
      'storage.newer_store',
      `This store was written by Waygate ${release}, and an older one would take what is in it for something else (it needs format ${readableBy}; this one knows ${writes}). Start that release or a newer one, or restore the backup that was made before the update. Nothing was changed.`,
    );
  }
  if (format >= readsFrom) return;
  throw new WaygateError(
    'operational',
    'storage.older_store',
    `This store was last written by Waygate ${release} in format ${format}, and this Waygate reads none before ${readsFrom}. Update by one release at a time: start the releases between first. Nothing was changed.`,
  );
}
