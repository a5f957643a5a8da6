import { setTimeout as pause } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { asStoreError, isBusy } from './sqlite-errors.ts';

/** How long is waited while another process is in the way, and how often it is tried, in milliseconds. */
export const BUSY_FOR_MS = 10_000;
export const TRY_EVERY_MS = 3;

/**
 * Does something with a file, again while another process is in the way, and lets everything else go on meanwhile.
 * @throws WaygateError `storage.unavailable` (operational)
 */
export async function patiently<T>(db: Database.Database, work: () => T): Promise<T> {
  for (const since = performance.now(); ; await pause(TRY_EVERY_MS)) {
    try {
      return work();
    } catch (cause) {
      if (!isBusy(cause) || performance.now() - since >= BUSY_FOR_MS) throw asStoreError(cause, db.open);
    }
  }
}
