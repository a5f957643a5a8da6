import Database from 'better-sqlite3';
import { storeUnavailable } from '../store-unavailable.ts';

/** Whether another process was in the way, so that the same may work in a moment. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}

/** What goes wrong in the file (busy for too long, disk full, damaged, closed) is the operator's to mend, not a fault of the caller. */
export function asStoreError(cause: unknown, isOpen: boolean): unknown {
  return cause instanceof Database.SqliteError || !isOpen ? storeUnavailable(cause) : cause;
}
