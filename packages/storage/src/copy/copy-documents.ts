import { WaygateError } from '@waygate/schema';
import type { DocumentStore, WholeDocument } from '../document-store.ts';
import { assertKnownFormat, copyFormatMark } from '../format/format-mark.ts';
import { type Compared, compareDocuments } from './compare-documents.ts';
import { assertNoUnfinishedCopy, copyMarkOf, putCopyMark, storeIdOf } from './copy-mark.ts';
import { livingDocuments } from './living-documents.ts';
import { copiedCollections } from './survey-documents.ts';

/** Documents, and characters of their text, that are written at once. */
const WRITTEN_AT_ONCE = 200;
const CHARACTERS_AT_ONCE = 8 * 1024 * 1024;

/** From which store to which. */
interface Sides {
  readonly source: DocumentStore;
  readonly target: DocumentStore;
}

/** How far a copy is. */
export interface CopyProgress {
  readonly phase: 'copy' | 'verify';
  readonly collection: string;
  /** Documents of the collection that were looked at in this phase. */
  readonly seen: number;
  /** Documents of the collection that were written or removed in the target. */
  readonly changed: number;
}

/** What a copy has done. */
export interface DocumentCopy {
  /** `same` when the target was a whole copy before. */
  readonly outcome: 'copied' | 'resumed' | 'same';
  /** Documents that the target holds now, each compared with its source. */
  readonly documents: number;
  /** Documents that were written or removed in the target by this run. */
  readonly changed: number;
}

/**
 * Makes a store the same as another: every living document with revision, keys and expiry. What it has done stays when it is ended in the middle, and the next run
 * goes on. The target is marked as unfinished until every document has been compared, and nothing else opens it meanwhile.
 * @param keyCheck tells the key ring of the source from others
 * @param begins is called before anything is written; what it writes to the source is copied, too
 * @param ends is called when the target is the same as the source, before it is marked as whole; what it writes it must write to both
 * @param mayFinish throws while somebody else has a side open, whose writes could have come after the comparison: the target stays unfinished then, to be gone on with
 * @param clock epoch milliseconds
 * @throws WaygateError (state) `copy.target_not_empty`, `copy.other_source`, `copy.other_keys`, each with nothing written, as `storage.unfinished_copy` (operational) of the source and `storage.newer_store`, `storage.older_store` of either; `copy.differs` when the source or the
 * target was written to meanwhile
 */
export async function copyDocuments({
  keyCheck,
  tell,
  begins = async () => undefined,
  ends = async () => undefined,
  mayFinish = async () => undefined,
  clock = Date.now,
  ...sides
}: Sides & {
  readonly keyCheck: string;
  readonly tell: (progress: CopyProgress) => void;
  readonly begins?: () => Promise<void>;
  readonly ends?: () => Promise<void>;
  readonly mayFinish?: () => Promise<void>;
  readonly clock?: () => number;
}): Promise<DocumentCopy> {
  await assertNoUnfinishedCopy(sides.source);
  for (const side of [sides.source, sides.target]) await assertKnownFormat(side);
  const source = await storeIdOf(sides.source);
  const mark = await copyMarkOf(sides.target);
  const isResumed = mark?.state === 'unfinished';
  if (isResumed) assertOurs(mark, { source, keyCheck });
  else {
    const documents = await sameAlready(sides, clock());
    if (documents !== undefined) {
      await mayFinish();
      return { outcome: 'same', documents, changed: 0 };
    }
  }
  await begins();
  await putCopyMark(sides.target, { state: 'unfinished', source, keyCheck });
  const changed = await carry(sides, clock(), tell);
  const documents = await verify(sides, clock(), tell);
  await mayFinish();
  await ends();
  await copyFormatMark(sides.source, sides.target);
  await putCopyMark(sides.target, { state: 'finished', source, keyCheck });
  return { outcome: isResumed ? 'resumed' : 'copied', documents, changed };
}

function assertOurs(
  mark: { readonly source: string; readonly keyCheck: string },
  ours: { readonly source: string; readonly keyCheck: string },
): void {
  if (mark.source !== ours.source) {
    throw new WaygateError(
      'state',
      'copy.other_source',
      'The store that is copied to is the unfinished copy of another store. Finish that one, or empty it. Nothing was written.',
    );
  }
  if (mark.keyCheck !== ours.keyCheck) {
    throw new WaygateError(
      'state',
      'copy.other_keys',
      'This copy was begun with another keys file. Go on with that one: it opens what is sealed in the store. Nothing was written.',
    );
  }
}

/**
 * @returns how many documents both hold when they are the same; undefined for an empty target
 * @throws WaygateError `copy.target_not_empty` (state) when the target holds something else
 */
async function sameAlready(sides: Sides, now: number): Promise<number | undefined> {
  if (await isEmpty(sides.target, now)) return undefined;
  let documents = 0;
  for (const collection of await allCollections(sides)) {
    for await (const { isSame } of compareDocuments(sides, collection, now)) {
      documents += 1;
      if (!isSame) {
        throw new WaygateError(
          'state',
          'copy.target_not_empty',
          'The store that is copied to holds data of its own, which a copy would destroy. Name an empty one, or empty it yourself. Nothing was written.',
        );
      }
    }
  }
  return documents;
}

async function isEmpty(store: DocumentStore, now: number): Promise<boolean> {
  for (const collection of copiedCollections(await store.collections())) {
    for await (const _one of livingDocuments(store, collection, now)) return false;
  }
  return true;
}

async function allCollections({ source, target }: Sides): Promise<readonly string[]> {
  return [...new Set([...copiedCollections(await source.collections()), ...copiedCollections(await target.collections())])].sort();
}

/** Writes what the target lacks or has otherwise, and removes what the source has no more. @returns how many documents that were */
async function carry(sides: Sides, now: number, tell: (progress: CopyProgress) => void): Promise<number> {
  let total = 0;
  for (const collection of await allCollections(sides)) {
    let progress: CopyProgress = { phase: 'copy', collection, seen: 0, changed: 0 };
    let pending: Compared[] = [];
    let size = 0;
    const flush = async () => {
      await write(sides.target, collection, pending);
      progress = { ...progress, changed: progress.changed + pending.length };
      pending = [];
      size = 0;
      tell(progress);
    };
    for await (const one of compareDocuments(sides, collection, now)) {
      progress = { ...progress, seen: progress.seen + 1 };
      if (one.isSame) continue;
      pending.push(one);
      size += one.source?.body.length ?? 0;
      if (pending.length >= WRITTEN_AT_ONCE || size >= CHARACTERS_AT_ONCE) await flush();
    }
    await flush();
    total += progress.changed;
  }
  return total;
}

async function write(target: DocumentStore, collection: string, pending: readonly Compared[]): Promise<void> {
  const written = pending.flatMap(({ source }): WholeDocument[] => (source === undefined ? [] : [source]));
  if (written.length > 0) await target.load(collection, written);
  const gone = pending.flatMap(({ source, target: there }) => (source === undefined && there !== undefined ? [there.id] : []));
  for (const id of gone) await target.write([{ collection, id, expect: 'any', body: undefined }], 0, true);
}

/** @returns how many documents both hold @throws WaygateError `copy.differs` (state) */
async function verify(sides: Sides, now: number, tell: (progress: CopyProgress) => void): Promise<number> {
  let total = 0;
  const different = new Map<string, number>();
  for (const collection of await allCollections(sides)) {
    let seen = 0;
    for await (const { isSame } of compareDocuments(sides, collection, now)) {
      seen += 1;
      if (!isSame) different.set(collection, (different.get(collection) ?? 0) + 1);
    }
    tell({ phase: 'verify', collection, seen, changed: 0 });
    total += seen;
  }
  if (different.size === 0) return total;
  const which = [...different].map(([name, count]) => `${name} (${count})`).join(', ');
  throw new WaygateError(
    'state',
    'copy.differs',
    `Something was written while it was copied; other than in the source are documents of ${which}. Stop every server and command on both stores, and run this again: it goes on where it is.`,
  );
}
