import { chmodSync } from 'node:fs';
import { WaygateError } from '@waygate/schema';
import Database from 'better-sqlite3';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../document-store.ts';

/** Layout of the tables in a file. A file of a newer one is refused: an older server must not write into it. */
const SCHEMA_VERSION = 1;

interface Row {
  readonly id: string;
  readonly rev: number;
  readonly body: string;
}

/** Documents in one SQLite file in WAL mode. Safe for several processes; every write is one transaction. */
export class SqliteFile implements DocumentStore {
  readonly #db: Database.Database;
  readonly #synchronous: 'FULL' | 'NORMAL';
  readonly #get: Database.Statement<[string, string, number], Row>;
  readonly #find: Database.Statement<[string, string, string, number], Row>;
  readonly #insert: Database.Statement<[string, string, string, number | null]>;
  readonly #replace: Database.Statement<[string, number | null, string, string, number, number]>;
  readonly #put: Database.Statement<[string, string, string, number | null]>;
  readonly #delete: Database.Statement<[string, string]>;
  readonly #deleteExpired: Database.Statement<[string, string, number]>;
  readonly #addKey: Database.Statement<[string, string, string, string]>;
  readonly #dropKeys: Database.Statement<[string, string]>;

  /**
   * @param synchronous FULL for what must outlive a power cut, NORMAL for what only has to outlive the process
   * @throws WaygateError `storage.newer_file` when a newer Waygate made the file, `storage.unreadable` when it is no database
   */
  constructor(path: string, synchronous: 'FULL' | 'NORMAL') {
    this.#synchronous = synchronous;
    this.#db = opened(path, synchronous);
    const db = this.#db;
    this.#get = db.prepare('SELECT id, rev, body FROM documents WHERE coll = ? AND id = ? AND (exp IS NULL OR exp > ?)');
    this.#find = db.prepare(
      `SELECT d.id, d.rev, d.body FROM keys k JOIN documents d ON d.coll = k.coll AND d.id = k.id
       WHERE k.coll = ? AND k.name = ? AND k.value = ? AND (d.exp IS NULL OR d.exp > ?) ORDER BY d.id`,
    );
    this.#insert = db.prepare('INSERT INTO documents (coll, id, rev, body, exp) VALUES (?, ?, 1, ?, ?) ON CONFLICT DO NOTHING');
    this.#replace = db.prepare(
      'UPDATE documents SET rev = rev + 1, body = ?, exp = ? WHERE coll = ? AND id = ? AND rev = ? AND (exp IS NULL OR exp > ?)',
    );
    this.#put = db.prepare(
      `INSERT INTO documents (coll, id, rev, body, exp) VALUES (?, ?, 1, ?, ?)
       ON CONFLICT DO UPDATE SET rev = rev + 1, body = excluded.body, exp = excluded.exp`,
    );
    this.#delete = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ?');
    this.#deleteExpired = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ? AND exp <= ?');
    this.#addKey = db.prepare('INSERT OR REPLACE INTO keys (coll, name, value, id) VALUES (?, ?, ?, ?)');
    this.#dropKeys = db.prepare('DELETE FROM keys WHERE coll = ? AND id = ?');
  }

  async get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    const row = this.#get.get(collection, id, now);
    return row === undefined ? undefined : { id: row.id, revision: row.rev, body: row.body };
  }

  async find(collection: string, key: string, value: string, now: number): Promise<readonly StoredDocument[]> {
    return this.#find.all(collection, key, value, now).map((row) => ({ id: row.id, revision: row.rev, body: row.body }));
  }

  async write(writes: readonly DocumentWrite[], now: number, durable = false): Promise<boolean> {
    const only = writes[0];
    // The hottest write is one document without keys: a single statement is its own transaction.
    if (
      writes.length === 1 &&
      only !== undefined &&
      !durable &&
      typeof only.expect === 'number' &&
      only.body !== undefined &&
      only.keys === undefined
    ) {
      return this.#replace.run(only.body, only.expiresAt ?? null, only.collection, only.id, only.expect, now).changes === 1;
    }
    const through = durable && this.#synchronous !== 'FULL';
    if (through) this.#db.pragma('synchronous = FULL');
    try {
      return this.#transaction(writes, now);
    } finally {
      if (through) this.#db.pragma(`synchronous = ${this.#synchronous}`);
    }
  }

  async sweep(now: number): Promise<number> {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#db
        .prepare('DELETE FROM keys WHERE EXISTS (SELECT 1 FROM documents d WHERE d.coll = keys.coll AND d.id = keys.id AND d.exp <= ?)')
        .run(now);
      const { changes } = this.#db.prepare('DELETE FROM documents WHERE exp <= ?').run(now);
      this.#db.exec('COMMIT');
      return changes;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  async ping(): Promise<void> {
    try {
      this.#db.prepare('SELECT 1').get();
    } catch (cause) {
      throw new WaygateError('operational', 'storage.unavailable', 'The embedded store does not answer.', { cause });
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #transaction(writes: readonly DocumentWrite[], now: number): boolean {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const done = writes.every((write) => this.#one(write, now));
      this.#db.exec(done ? 'COMMIT' : 'ROLLBACK');
      return done;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #one({ collection, id, expect, body, keys, expiresAt }: DocumentWrite, now: number): boolean {
    const expires = expiresAt ?? null;
    if (this.#deleteExpired.run(collection, id, now).changes > 0) this.#dropKeys.run(collection, id);
    if (typeof expect === 'number' && this.#get.get(collection, id, now)?.rev !== expect) return false;
    if (expect === 'absent' && this.#get.get(collection, id, now) !== undefined) return false;
    this.#dropKeys.run(collection, id);
    if (body === undefined) {
      this.#delete.run(collection, id);
      return true;
    }
    if (expect === 'absent') this.#insert.run(collection, id, body, expires);
    else this.#put.run(collection, id, body, expires);
    for (const [name, value] of Object.entries(keys ?? {})) this.#addKey.run(collection, name, value, id);
    return true;
  }
}

function opened(path: string, synchronous: 'FULL' | 'NORMAL'): Database.Database {
  try {
    const db = new Database(path, { timeout: 10_000 });
    chmodSync(path, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.exec('BEGIN IMMEDIATE');
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > SCHEMA_VERSION) {
      throw new WaygateError(
        'operational',
        'storage.newer_file',
        `${path} was written by a newer Waygate. Start that one, or restore a backup.`,
      );
    }
    if (version === 0) {
      db.exec(`
        CREATE TABLE documents (coll TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, exp INTEGER, PRIMARY KEY (coll, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX documents_by_expiry ON documents (exp) WHERE exp IS NOT NULL;
        CREATE TABLE keys (coll TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (coll, name, value, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX keys_by_document ON keys (coll, id);
        PRAGMA user_version = ${SCHEMA_VERSION};
      `);
    }
    db.exec('COMMIT');
    return db;
  } catch (cause) {
    if (cause instanceof WaygateError) throw cause;
    throw new WaygateError(
      'operational',
      'storage.unreadable',
      `The store ${path} cannot be opened. Check that it is a Waygate store and that it may be written.`,
      {
        cause,
      },
    );
  }
}
