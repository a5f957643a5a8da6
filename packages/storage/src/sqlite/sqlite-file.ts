import { setImmediate, setTimeout } from 'node:timers';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { assertDistinct } from '../assert-distinct.ts';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../document-store.ts';
import { firstRevision } from '../first-revision.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { openDatabase, type Synchronous } from './open-database.ts';

/** Documents swept in one transaction: few enough that requests hardly notice. */
const SWEPT_AT_ONCE = 250;

/** How long a write waits while another process writes, and how often it tries, in milliseconds. */
const BUSY_FOR_MS = 10_000;
const TRY_EVERY_MS = 10;

/** A group of writes that waits for the next commit. */
interface Waiting {
  /** By the clock of the process, milliseconds. */
  readonly since: number;
  readonly writes: readonly DocumentWrite[];
  readonly now: number;
  readonly durable: boolean;
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Documents in one SQLite file. Safe for several processes. Everything that is to be written in one turn of the event loop shares one commit, because that is what
 * a write costs; nobody is told that it is written before the commit is done.
 */
export class SqliteFile implements DocumentStore {
  readonly #db: Database.Database;
  readonly #synchronous: Synchronous;
  readonly #get: Database.Statement<[string, string, number], StoredDocument>;
  readonly #find: Database.Statement<[string, string, string, number], StoredDocument>;
  readonly #insert: Database.Statement<[string, string, number, string, number | null]>;
  readonly #replace: Database.Statement<[string, number | null, string, string, number, number]>;
  readonly #delete: Database.Statement<[string, string]>;
  readonly #deleteExpired: Database.Statement<[string, string, number]>;
  readonly #addKey: Database.Statement<[string, string, string, string]>;
  readonly #dropKeys: Database.Statement<[string, string]>;
  readonly #sweep: Database.Statement<[number, number]>;
  readonly #probe: Database.Statement<[]>;
  readonly #dataVersion: Database.Statement<[], number>;
  #waiting: Waiting[] = [];
  /** Whether a commit will come by itself. */
  #planned = false;
  /** SQLite's word for what other connections have written, which changes with each, and our counts. */
  #seen: number | undefined;
  #byOthers = 0;
  #byUs = 0;
  #looked = false;

  /** @throws WaygateError as `openDatabase` does */
  constructor(path: string, synchronous: Synchronous) {
    this.#synchronous = synchronous;
    const db = openDatabase(path, synchronous);
    this.#db = db;
    this.#get = db.prepare('SELECT id, rev AS revision, body FROM documents WHERE coll = ? AND id = ? AND (exp IS NULL OR exp > ?)');
    this.#find = db.prepare(
      `SELECT d.id, d.rev AS revision, d.body FROM keys k JOIN documents d ON d.coll = k.coll AND d.id = k.id
       WHERE k.coll = ? AND k.name = ? AND k.value = ? AND (d.exp IS NULL OR d.exp > ?) ORDER BY k.id`,
    );
    this.#insert = db.prepare('INSERT INTO documents (coll, id, rev, body, exp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#replace = db.prepare(
      'UPDATE documents SET rev = rev + 1, body = ?, exp = ? WHERE coll = ? AND id = ? AND rev = ? AND (exp IS NULL OR exp > ?)',
    );
    this.#delete = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ?');
    this.#deleteExpired = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ? AND exp <= ?');
    this.#addKey = db.prepare('INSERT INTO keys (coll, name, value, id) VALUES (?, ?, ?, ?)');
    this.#dropKeys = db.prepare('DELETE FROM keys WHERE coll = ? AND id = ?');
    this.#sweep = db.prepare(
      'DELETE FROM documents WHERE (coll, id) IN (SELECT coll, id FROM documents WHERE exp IS NOT NULL AND exp <= ? LIMIT ?)',
    );
    this.#probe = db.prepare('SELECT 1 FROM documents LIMIT 1');
    this.#dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  async get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    return this.#patiently(() => this.#get.get(collection, id, now));
  }

  async find(collection: string, key: string, value: string, now: number): Promise<readonly StoredDocument[]> {
    return this.#patiently(() => this.#find.all(collection, key, value, now));
  }

  async write(writes: readonly DocumentWrite[], now: number, durable = false): Promise<boolean> {
    assertDistinct(writes);
    if (!this.#db.open) throw storeUnavailable();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ since: performance.now(), writes, now, durable, resolve, reject });
      if (this.#planned) return;
      this.#planned = true;
      setImmediate(() => this.#commit());
    });
  }

  generation(_collection: string, by: 'anybody' | 'others' = 'anybody'): number {
    if (!this.#looked) {
      const version = this.#version();
      if (version === undefined || version !== this.#seen) this.#byOthers += 1;
      this.#seen = version;
      // Once in a turn is enough, and a turn is short.
      this.#looked = true;
      setImmediate(() => {
        this.#looked = false;
      });
    }
    return by === 'others' ? this.#byOthers : this.#byOthers + this.#byUs;
  }

  async sweep(now: number): Promise<number> {
    for (let swept = 0; ; ) {
      const changes = await this.#patiently(() => this.#sweep.run(now, SWEPT_AT_ONCE).changes);
      swept += changes;
      if (changes < SWEPT_AT_ONCE) return swept;
      await nextTurn();
    }
  }

  async ping(): Promise<void> {
    await this.#patiently(() => this.#probe.get());
  }

  async close(): Promise<void> {
    for (this.#commit(); this.#waiting.length > 0; this.#commit()) await pause(TRY_EVERY_MS);
    this.#db.close();
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    this.#planned = false;
    if (group.length === 0) return;
    const write = () => {
      if (group.length === 1 || !this.#together(group)) for (const one of group) this.#alone(one);
    };
    try {
      if (group.some(({ durable }) => durable)) this.#through(write);
      else write();
    } catch (cause) {
      for (const one of group) this.#failed(one, cause);
    } finally {
      // SQLite counts only what others write.
      this.#byUs += 1;
    }
  }

  /** Writes so that it is on the disk, with everything before it, when this returns. */
  #through(write: () => void): void {
    this.#db.pragma('synchronous = FULL');
    try {
      write();
    } finally {
      this.#db.pragma(`synchronous = ${this.#synchronous}`);
    }
  }

  /**
   * Writes all of them in one transaction.
   * @returns false, with nothing written and nobody told, when one of them cannot be done and would leave a half of itself
   * @throws when the transaction cannot begin or end
   */
  #together(group: readonly Waiting[]): boolean {
    this.#db.exec('BEGIN IMMEDIATE');
    const results: boolean[] = [];
    try {
      for (const { writes, now } of group) {
        const done = this.#all(writes, now);
        if (!done && writes.length > 1) break;
        results.push(done);
      }
    } catch {
      // Whose fault it is shows when each is done alone.
    }
    if (results.length < group.length) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return false;
    }
    try {
      this.#db.exec('COMMIT');
    } finally {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    }
    for (const [index, { resolve }] of group.entries()) resolve(results[index] ?? false);
    return true;
  }

  #alone(one: Waiting): void {
    try {
      one.resolve(this.#write(one.writes, one.now));
    } catch (cause) {
      this.#failed(one, cause);
    }
  }

  /** What only met another process that was writing is tried again. */
  #failed(one: Waiting, cause: unknown): void {
    if (!isBusy(cause) || performance.now() - one.since >= BUSY_FOR_MS) {
      one.reject(asStoreError(cause, this.#db.open));
      return;
    }
    this.#waiting.push(one);
    if (this.#planned) return;
    this.#planned = true;
    setTimeout(() => this.#commit(), TRY_EVERY_MS);
  }

  async #patiently<T>(work: () => T): Promise<T> {
    for (const since = performance.now(); ; await pause(TRY_EVERY_MS)) {
      try {
        return work();
      } catch (cause) {
        if (!isBusy(cause) || performance.now() - since >= BUSY_FOR_MS) throw asStoreError(cause, this.#db.open);
      }
    }
  }

  #all(writes: readonly DocumentWrite[], now: number): boolean {
    return writes.every((write) => this.#fresh(write) || this.#one(write, now));
  }

  #write(writes: readonly DocumentWrite[], now: number): boolean {
    const [only, ...others] = writes;
    // The hottest writes concern one document and no keys: there a single statement is its own transaction.
    if (only !== undefined && others.length === 0 && only.keys === undefined && only.body !== undefined) {
      if (typeof only.expect === 'number') return this.#replaced(only, only.body, only.expect, now);
      if (only.expect === 'absent' && this.#inserted(only, only.body)) return true;
    }
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const done = this.#all(writes, now);
      this.#db.exec(done ? 'COMMIT' : 'ROLLBACK');
      return done;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** The usual case of a new document, without looking first: nothing of its id is there. */
  #fresh(write: DocumentWrite): boolean {
    const { collection, id, expect, body, keys } = write;
    if (expect !== 'absent' || body === undefined || !this.#inserted(write, body)) return false;
    for (const [name, value] of Object.entries(keys ?? {})) this.#addKey.run(collection, name, value, id);
    return true;
  }

  #one(write: DocumentWrite, now: number): boolean {
    const { collection, id, expect, body, keys } = write;
    this.#deleteExpired.run(collection, id, now);
    const before = this.#get.get(collection, id, now)?.revision;
    if (expect !== 'any' && before !== (expect === 'absent' ? undefined : expect)) return false;
    if (body === undefined) {
      this.#delete.run(collection, id);
      return true;
    }
    if (before === undefined) this.#inserted(write, body);
    else this.#replaced(write, body, before, now);
    if (keys === undefined) return true;
    if (before !== undefined) this.#dropKeys.run(collection, id);
    for (const [name, value] of Object.entries(keys)) this.#addKey.run(collection, name, value, id);
    return true;
  }

  #inserted({ collection, id, expiresAt, firstRevision: first }: DocumentWrite, body: string): boolean {
    return this.#insert.run(collection, id, first ?? firstRevision(), body, expiresAt ?? null).changes === 1;
  }

  #replaced({ collection, id, expiresAt }: DocumentWrite, body: string, expected: number, now: number): boolean {
    return this.#replace.run(body, expiresAt ?? null, collection, id, expected, now).changes === 1;
  }

  /** @returns undefined while another process keeps it from being told */
  #version(): number | undefined {
    try {
      return this.#dataVersion.get();
    } catch (cause) {
      if (isBusy(cause)) return undefined;
      throw asStoreError(cause, this.#db.open);
    }
  }
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}

/** What goes wrong in the file (busy for too long, disk full, damaged, closed) is the operator's to mend, not a fault of the caller. */
function asStoreError(cause: unknown, isOpen: boolean): unknown {
  return cause instanceof Database.SqliteError || !isOpen ? storeUnavailable(cause) : cause;
}
