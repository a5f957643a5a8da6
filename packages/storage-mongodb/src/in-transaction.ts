import { setTimeout as pause } from 'node:timers/promises';
import { type ClientSession, type MongoClient, MongoError, MongoServerError, type WriteConcernSettings } from 'mongodb';

/** How long a transaction that met others, or the loss of the primary, is tried again, milliseconds. The driver's own helper would go on for two minutes. */
const TRIES_FOR_MS = 10_000;
const MOST_PAUSE_MS = 50;
/** MongoDB's numbers, by itself and of its storage engine, for a transaction that was undone since the cache was full of what others write. It calls it the transaction's own fault, which it is only when it is alone. */
const CACHE_FULL: ReadonlySet<unknown> = new Set([388, -31_800]);

/**
 * Does work in a transaction, again while others are in its way, and commits it. An error of the work that is not of that kind undoes everything and is thrown.
 * @param work may run more than once
 * @throws MongoError when it could not be committed, or when nobody could say whether it was
 */
export async function inTransaction(
  client: MongoClient,
  writeConcern: WriteConcernSettings,
  work: (session: ClientSession) => Promise<void>,
): Promise<void> {
  const until = performance.now() + TRIES_FOR_MS;
  const again = (error: unknown, label: string): boolean =>
    error instanceof MongoError && error.hasErrorLabel(label) && performance.now() < until;
  await client.withSession(async (session) => {
    for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
      session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern });
      try {
        await work(session);
        await committed(session, again);
        return;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        const isCrowded = error instanceof MongoServerError && CACHE_FULL.has(error.code) && performance.now() < until;
        if (!isCrowded && !again(error, 'TransientTransactionError')) throw error;
      }
      // Those who met do not meet again.
      await pause(Math.random() * pauseMs);
    }
  });
}

/** Committing the same transaction twice does it once. */
async function committed(session: ClientSession, again: (error: unknown, label: string) => boolean): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!again(error, 'UnknownTransactionCommitResult')) throw error;
    }
  }
}
