import { WaygateError } from '@waygate/schema';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { FORMAT_MARK, type FormatMark, markOf } from './format-mark.ts';
import { STORE_FORMAT, type StoreFormat } from './store-format.ts';

/** How often it is looked what the store says of its format, milliseconds. */
const LOOKS_EVERY_MS = 1_000;
/** How long what it said counts, milliseconds: whoever wants something later waits for another look. A newer release waits for longer before it writes (`NOTICED_WITHIN_MS`). */
const COUNTS_FOR_MS = 2_000;
/** How often one looks again whose answers come too late to count: a store that is so slow is away. */
const MOST_LOOKS = 3;

/**
 * The same store, until a newer release says in it that this one would take what is there for something else. From then on nothing is read and nothing is written, so that a server that runs goes no
 * further than one that is started.
 * What was read before the mark was raised may come after it, when the process stood still or the line was slow: so a look counts from when it began, and one that counts no more is made again. What is left is a
 * write that was sent in time and takes longer on its way than a newer release waits, and a machine that is stopped as a whole between the two, with every clock of its own: against these only a condition on the mark in each
 * write would help, which is a price that each write would pay for ever.
 * @param overtaken is told once, with the error for the people who run the server: `storage.overtaken`. Whoever wants something of the store is told `storage.unavailable`
 */
export function guardedDocuments(
  store: DocumentStore,
  overtaken: (error: WaygateError) => void,
  ours: StoreFormat = STORE_FORMAT,
): DocumentStore {
  let lookedAt = moment();
  let refusal: WaygateError | undefined;
  let looking: Promise<void> | undefined;

  const look = async () => {
    const began = moment();
    const mark = markOf((await store.get(COLLECTIONS.storeMarks, FORMAT_MARK, 0))?.body);
    if (mark.readableBy <= ours.writes) {
      lookedAt = began;
      return;
    }
    clearInterval(timer);
    if (refusal !== undefined) return;
    refusal = overtakenBy(mark, ours);
    overtaken(refusal);
  };
  const looked = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const counts = () => since(lookedAt) < COUNTS_FOR_MS;
  const assertNotOvertaken = () => {
    if (refusal !== undefined) throw storeUnavailable(refusal);
  };
  const afterLook = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      if (refusal === undefined) await looked();
      assertNotOvertaken();
      if (counts()) return work();
    }
    throw storeUnavailable(new Error('What the store says of its format comes too late to count.'));
  };
  // What was seen a moment ago costs nothing.
  const asking = <T>(work: () => Promise<T>): Promise<T> => (refusal === undefined && counts() ? work() : afterLook(work));
  // A store that does not answer says so to whoever wants something of it.
  const timer = setInterval(() => void looked().catch(() => undefined), LOOKS_EVERY_MS);
  timer.unref();

  return {
    largestBody: store.largestBody,
    get: (...asked) => asking(() => store.get(...asked)),
    find: (...asked) => asking(() => store.find(...asked)),
    findPart: (...asked) => asking(() => store.findPart(...asked)),
    write: (...asked) => asking(() => store.write(...asked)),
    generation: (...asked) => {
      assertNotOvertaken();
      return store.generation(...asked);
    },
    collections: () => asking(() => store.collections()),
    scan: (...asked) => asking(() => store.scan(...asked)),
    rewrite: (...asked) => asking(() => store.rewrite(...asked)),
    dump: (...asked) => asking(() => store.dump(...asked)),
    load: (...asked) => asking(() => store.load(...asked)),
    sweep: (...asked) => asking(() => store.sweep(...asked)),
    ping: () => asking(() => store.ping()),
    close: () => {
      clearInterval(timer);
      return store.close();
    },
  };
}

/** A moment by the clock that only goes on, milliseconds, and by the one that also goes on while the machine sleeps, epoch milliseconds. */
function moment() {
  return { steady: performance.now(), wall: Date.now() };
}

/** How long a moment is past by either clock, milliseconds. */
function since({ steady, wall }: ReturnType<typeof moment>): number {
  return Math.max(performance.now() - steady, Date.now() - wall);
}

function overtakenBy({ release, readableBy }: FormatMark, { writes }: StoreFormat): WaygateError {
  return new WaygateError(
    'operational',
    'storage.overtaken',
    `Waygate ${release} works on this store from now on, in a way that this release would take for something else (it needs format ${readableBy}; this one knows ${writes}). This process works on it no longer: put that release or a newer one in its place.`,
  );
}
