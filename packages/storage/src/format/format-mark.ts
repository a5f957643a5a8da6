import { setTimeout as pause } from 'node:timers/promises';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { STORE_FORMAT, type StoreFormat } from './store-format.ts';

/** Id of the mark. */
export const FORMAT_MARK = 'format';
/** Of several that raise the mark at once one does it, and the others look again; more than this are never at it. */
const MOST_TRIES = 100;
/** After so long no older server works on a store any more that says it is not for it, milliseconds: longer than what one has seen counts (`guarded-documents.ts`), with what is under way. */
const NOTICED_WITHIN_MS = 5_000;
/** How far the clocks of two machines may be apart, milliseconds. */
const CLOCKS_APART_MS = 10_000;

/** What a store says of the newest release that worked on it. Later releases may add to it, and never take away. */
const formatMark = z.object({
  format: z.int(),
  /** The oldest format that a release must know to work on it. */
  readableBy: z.int(),
  /** Name of the release that said so, for the people who read an error. */
  release: z.string(),
  /** Since when older releases are shut out, epoch milliseconds; absent where none may have been at work. */
  since: z.int().optional(),
});
export type FormatMark = z.infer<typeof formatMark>;

/** A store that began before there were marks, which the first release wrote. */
const BEFORE_MARKS: FormatMark = { format: 1, readableBy: 1, release: '0.1.0' };

/**
 * Sees that this release can work on a store, and says in it which format there is from now on. Where that shuts older releases out, it takes the seconds in which those that run notice.
 * @param release name of this release
 * @param wait for tests, which have no time
 * @throws WaygateError (operational) `storage.newer_store`, `storage.older_store`; nothing was written then
 */
export async function keepFormatMark(
  store: DocumentStore,
  release: string,
  ours: StoreFormat = STORE_FORMAT,
  wait: (ms: number) => Promise<void> = pause,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const found = await store.get(COLLECTIONS.storeMarks, FORMAT_MARK, 0);
    const mark = found === undefined ? undefined : read(found.body);
    const before = mark ?? BEFORE_MARKS;
    assertKnown(before, ours);
    // An older release that may go on beside a newer one takes nothing of the mark back.
    if (mark !== undefined && mark.format >= ours.writes && mark.readableBy >= ours.readableBy) {
      // Another copy has just shut them out.
      if (mark.since !== undefined && Math.abs(Date.now() - mark.since) < NOTICED_WITHIN_MS + CLOCKS_APART_MS)
        await wait(NOTICED_WITHIN_MS);
      return;
    }
    // Nobody works on what is empty.
    const shutsOut = ours.readableBy > before.readableBy && (await store.collections()).length > 0;
    const since = shutsOut ? Date.now() : mark?.since;
    const next: FormatMark = {
      format: Math.max(ours.writes, mark?.format ?? 0),
      readableBy: Math.max(ours.readableBy, mark?.readableBy ?? 0),
      release,
      ...(since === undefined ? {} : { since }),
    };
    const write = {
      collection: COLLECTIONS.storeMarks,
      id: FORMAT_MARK,
      expect: found?.revision ?? 'absent',
      body: JSON.stringify(next),
    } as const;
    if (!(await store.write([write], 0, true))) continue;
    if (shutsOut) await wait(NOTICED_WITHIN_MS);
    return;
  }
  throw new WaygateError('operational', 'storage.unavailable', 'The store does not keep what is written about its format.');
}

/** Sees that this release can work on a store, without writing. @throws as `keepFormatMark` */
export async function assertKnownFormat(store: DocumentStore, ours: StoreFormat = STORE_FORMAT): Promise<void> {
  assertKnownMark((await store.get(COLLECTIONS.storeMarks, FORMAT_MARK, 0))?.body, ours);
}

/** As `assertKnownFormat`, of the text of the mark; undefined where there is none. */
export function assertKnownMark(text: string | undefined, ours: StoreFormat = STORE_FORMAT): void {
  assertKnown(markOf(text), ours);
}

/** What the text of the mark says; undefined where there is none. */
export function markOf(text: string | undefined): FormatMark {
  return text === undefined ? BEFORE_MARKS : read(text);
}

/** Says in a copy which format it has: that of the store that it is a copy of. */
export async function copyFormatMark(source: DocumentStore, target: DocumentStore): Promise<void> {
  const found = await source.get(COLLECTIONS.storeMarks, FORMAT_MARK, 0);
  const body = found?.body ?? JSON.stringify(BEFORE_MARKS);
  await target.write([{ collection: COLLECTIONS.storeMarks, id: FORMAT_MARK, expect: 'any', body }], 0, true);
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
