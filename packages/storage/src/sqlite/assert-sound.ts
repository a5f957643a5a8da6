import { WaygateError } from '@waygate/schema';
import Database from 'better-sqlite3';
import { COLLECTIONS } from '../collections.ts';
import { assertKnownMark } from '../format/format-mark.ts';
import { assertOurs } from './open-database.ts';

/**
 * Looks through a file of a store that nobody has open, and makes it one file without others beside it.
 * @throws WaygateError (operational) `storage.damaged`, `storage.unreadable` when it is none of ours, `storage.newer_file`, `storage.newer_store`, `storage.older_store`
 */
export function assertSound(path: string): void {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { fileMustExist: true });
    if (assertOurs(db, path) === 0) throw damaged(path, 'it is empty');
    const found = String(db.pragma('integrity_check', { simple: true }));
    if (found !== 'ok') throw damaged(path, found);
    // Of the two files one has it.
    const mark = db
      .prepare<[string], string>("SELECT body FROM documents WHERE coll = ? AND id = 'format'")
      .pluck()
      .get(COLLECTIONS.storeMarks);
    assertKnownMark(mark);
    db.pragma('journal_mode = DELETE');
  } catch (cause) {
    throw cause instanceof WaygateError ? cause : damaged(path, cause instanceof Error ? cause.message : '');
  } finally {
    db?.close();
  }
}

function damaged(path: string, why: string): WaygateError {
  return new WaygateError('operational', 'storage.damaged', `${path} is damaged (${why.slice(0, 200)}).`);
}
