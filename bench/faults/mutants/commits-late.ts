// Loaded into a server before anything else (`--mutant commits-late`): the embedded store says that something is written when it has only begun to write it, and commits later. Whoever asks the same server finds it,
// a server that is told to stop commits, and nothing but a kill shows that it was not there. For one copy: others would wait for it, and not see what it was told.
import Database from 'better-sqlite3';

/** How long what was acknowledged is not committed, milliseconds. */
const LATE_MS = 300;

const { exec, close, pragma } = Database.prototype;
/** Databases with what is acknowledged and not committed, and the time at which it is. */
const open = new Map<Database.Database, NodeJS.Timeout>();
/** Those in the midst of a group. */
const inGroup = new Set<Database.Database>();

function commit(db: Database.Database): void {
  clearTimeout(open.get(db));
  if (!open.delete(db)) return;
  try {
    exec.call(db, 'COMMIT');
  } catch {
    // It was acknowledged all the same.
    if (db.inTransaction) exec.call(db, 'ROLLBACK');
  }
}

Database.prototype.exec = function (this: Database.Database, sql: string) {
  switch (sql) {
    case 'BEGIN IMMEDIATE':
      if (!open.has(this)) {
        exec.call(this, sql);
        open.set(
          this,
          setTimeout(() => commit(this), LATE_MS),
        );
      }
      inGroup.add(this);
      return exec.call(this, 'SAVEPOINT one_group');
    case 'COMMIT':
      inGroup.delete(this);
      return exec.call(this, 'RELEASE one_group');
    case 'ROLLBACK':
      // What holds the groups together is not to be taken back.
      if (inGroup.delete(this)) exec.call(this, 'ROLLBACK TO one_group; RELEASE one_group');
      return this;
    default:
      return exec.call(this, sql);
  }
};

Database.prototype.pragma = function (this: Database.Database, ...asked: Parameters<typeof pragma>) {
  // SQLite changes nothing about how it writes in the midst of it.
  if (/^(synchronous|busy_timeout)\b/.test(asked[0])) commit(this);
  return pragma.apply(this, asked);
};

Database.prototype.close = function (this: Database.Database) {
  commit(this);
  return close.call(this);
};
