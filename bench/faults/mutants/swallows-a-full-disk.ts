// Loaded into a server before anything else (`--mutant swallows-a-full-disk`): what the disk has no room for is called written. While there is room nothing is different.
import Database from 'better-sqlite3';

const { exec, prepare } = Database.prototype;

function isFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && (error.code === 'SQLITE_FULL' || error.code.startsWith('SQLITE_IOERR'));
}

Database.prototype.exec = function (this: Database.Database, sql: string) {
  try {
    return exec.call(this, sql);
  } catch (error) {
    if (sql !== 'COMMIT' || !isFull(error)) throw error;
    return this;
  }
};

Database.prototype.prepare = function (this: Database.Database, sql: string) {
  const statement = prepare.call(this, sql);
  const run = statement.run.bind(statement) as (...values: unknown[]) => Database.RunResult;
  statement.run = (...values: unknown[]) => {
    try {
      return run(...values);
    } catch (error) {
      if (!isFull(error)) throw error;
      return { changes: 1, lastInsertRowid: 0 };
    }
  };
  return statement;
} as typeof prepare;
