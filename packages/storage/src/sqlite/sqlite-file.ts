import { setImmediate } from 'node:timers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { assertDistinct } from '../assert-distinct.ts';
import type { DocumentStore, DocumentWrite, IdRange, KeyValue, StoredDocument, WholeDocument } from '../document-store.ts';
import { DUMPED_AT_ONCE } from '../dump-limit.ts';
import { firstRevision } from '../first-revision.ts';
import { CommitQueue } from './commit-queue.ts';
import { openDatabase, type Synchronous } from './open-database.ts';
import { patiently } from './patiently.ts';
import { asStoreError, isBusy } from './sqlite-errors.ts';

/** Documents swept in one transaction: few enough that requests hardly notice. */
const SWEPT_AT_ONCE = 250;

/** A row of a document, without its keys. */
interface DumpedRow extends StoredDocument {
  readonly exp: number | null;
}

/** Collection, key, value, the first id, one that is left out, what all ids are before, the time, and how many. */
type PartAsked = [string, string, string, string, string | null, string | Buffer, number, number];

/** Comes after every text. */
const AFTER_ALL = Buffer.alloc(0);

/** The longest text that SQLite is built to keep, in bytes. */
const LARGEST_BODY_BYTES = 1_000_000_000;

/** Documents in one SQLite file. Safe for several processes; writes of one turn of the event loop share a commit. */
export class SqliteFile implements DocumentStore {
  readonly largestBody = LARGEST_BODY_BYTES;
  readonly #db: Database.Database;
  readonly #get: Database.Statement<[string, string, number], StoredDocument>;
  readonly #find: Database.Statement<[string, string, string, number, number], StoredDocument>;
  readonly #findAny: Database.Statement<[string, string, string, number, number], StoredDocument>;
  readonly #findPart: Database.Statement<PartAsked, StoredDocument>;
  readonly #findPartBackwards: Database.Statement<PartAsked, StoredDocument>;
  readonly #insert: Database.Statement<[string, string, number, string, number | null]>;
  readonly #replace: Database.Statement<[string, number | null, string, string, number, number]>;
  readonly #delete: Database.Statement<[string, string]>;
  readonly #deleteExpired: Database.Statement<[string, string, number]>;
  readonly #addKey: Database.Statement<[string, string, string, string]>;
  readonly #dropKeys: Database.Statement<[string, string]>;
  readonly #collections: Database.Statement<[], string>;
  readonly #scan: Database.Statement<[string, string, string | null, number], StoredDocument>;
  readonly #dump: Database.Statement<[string, string, string | null, number], DumpedRow>;
  readonly #keysOf: Database.Statement<[string, string], { readonly name: string; readonly value: string }>;
  readonly #rewrite: Database.Statement<[string, string, string, number]>;
  readonly #sweep: Database.Statement<[number, number]>;
  readonly #probe: Database.Statement<[]>;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #commits: CommitQueue;
  /** SQLite's word for what other connections have written, which changes with each, and our counts: of any collection for them, of each for us. */
  #seen: number | undefined;
  #byOthers = 0;
  #sweptByUs = 0;
  readonly #byUs = new Map<string, number>();
  #looked = false;

  /** @throws WaygateError as `openDatabase` does */
  constructor(path: string, synchronous: Synchronous, alone = false) {
    const db = openDatabase(path, synchronous, alone);
    this.#db = db;
    this.#get = db.prepare('SELECT id, rev AS revision, body FROM documents WHERE coll = ? AND id = ? AND (exp IS NULL OR exp > ?)');
    const findBy = (which: string) =>
      `SELECT d.id, d.rev AS revision, d.body FROM keys k JOIN documents d ON d.coll = k.coll AND d.id = k.id
       WHERE k.coll = ? AND k.name = ? AND k.value ${which} AND (d.exp IS NULL OR d.exp > ?) ORDER BY k.id LIMIT ?`;
    this.#find = db.prepare(findBy('= ?'));
    this.#findAny = db.prepare(findBy('IN (SELECT value FROM json_each(?))'));
    const findPart = (order: string) =>
      `SELECT d.id, d.rev AS revision, d.body FROM keys k JOIN documents d ON d.coll = k.coll AND d.id = k.id
       WHERE k.coll = ? AND k.name = ? AND k.value = ? AND k.id >= ? AND k.id IS NOT ? AND k.id < ? AND (d.exp IS NULL OR d.exp > ?)
       ORDER BY k.id ${order} LIMIT ?`;
    this.#findPart = db.prepare(findPart('ASC'));
    this.#findPartBackwards = db.prepare(findPart('DESC'));
    this.#insert = db.prepare('INSERT INTO documents (coll, id, rev, body, exp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#replace = db.prepare(
      'UPDATE documents SET rev = rev + 1, body = ?, exp = ? WHERE coll = ? AND id = ? AND rev = ? AND (exp IS NULL OR exp > ?)',
    );
    this.#delete = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ?');
    this.#deleteExpired = db.prepare('DELETE FROM documents WHERE coll = ? AND id = ? AND exp <= ?');
    this.#addKey = db.prepare('INSERT INTO keys (coll, name, value, id) VALUES (?, ?, ?, ?)');
    this.#dropKeys = db.prepare('DELETE FROM keys WHERE coll = ? AND id = ?');
    this.#collections = db.prepare<[], string>('SELECT DISTINCT coll FROM documents ORDER BY coll').pluck();
    // The empty text is an id, too.
    this.#scan = db.prepare(
      'SELECT id, rev AS revision, body FROM documents WHERE coll = ? AND id >= ? AND id IS NOT ? ORDER BY id LIMIT ?',
    );
    this.#dump = db.prepare(
      'SELECT id, rev AS revision, body, exp FROM documents WHERE coll = ? AND id >= ? AND id IS NOT ? ORDER BY id LIMIT ?',
    );
    this.#keysOf = db.prepare('SELECT name, value FROM keys WHERE coll = ? AND id = ?');
    this.#rewrite = db.prepare('UPDATE documents SET body = ? WHERE coll = ? AND id = ? AND rev = ?');
    this.#sweep = db.prepare(
      'DELETE FROM documents WHERE (coll, id) IN (SELECT coll, id FROM documents WHERE exp IS NOT NULL AND exp <= ? LIMIT ?)',
    );
    this.#probe = db.prepare('SELECT 1 FROM documents LIMIT 1');
    this.#dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
    this.#commits = new CommitQueue(db, synchronous, {
      all: (writes, now) => writes.every((write) => this.#fresh(write) || this.#one(write, now)),
      inOneStatement: (write, now) => this.#inOneStatement(write, now),
      // SQLite counts only what others write.
      committed: (writes) => {
        for (const { collection } of writes) this.#changed(collection);
      },
    });
  }

  async get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    return patiently(this.#db, () => this.#get.get(collection, id, now));
  }

  async find(collection: string, key: string, value: KeyValue, now: number, most = -1): Promise<readonly StoredDocument[]> {
    if (typeof value === 'string') return patiently(this.#db, () => this.#find.all(collection, key, value, now, most));
    const values = JSON.stringify(value);
    return patiently(this.#db, () => this.#findAny.all(collection, key, values, now, most));
  }

  async findPart(
    collection: string,
    key: string,
    value: string,
    { after, before, backwards = false }: IdRange,
    now: number,
    most: number,
  ): Promise<readonly StoredDocument[]> {
    const statement = backwards ? this.#findPartBackwards : this.#findPart;
    // The empty text is an id, too.
    return patiently(this.#db, () => statement.all(collection, key, value, after ?? '', after ?? null, before ?? AFTER_ALL, now, most));
  }

  async write(writes: readonly DocumentWrite[], now: number, durable = false): Promise<boolean> {
    assertDistinct(writes);
    return this.#commits.add(writes, now, durable);
  }

  generation(collection: string, by: 'anybody' | 'others' = 'anybody'): number {
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
    return by === 'others' ? this.#byOthers : this.#byOthers + this.#sweptByUs + (this.#byUs.get(collection) ?? 0);
  }

  async collections(): Promise<readonly string[]> {
    return patiently(this.#db, () => this.#collections.all());
  }

  async scan(collection: string, after: string | undefined, most: number): Promise<readonly StoredDocument[]> {
    return patiently(this.#db, () => this.#scan.all(collection, after ?? '', after ?? null, most));
  }

  async rewrite(collection: string, documents: readonly StoredDocument[]): Promise<number> {
    const inOneCommit = this.#db.transaction(() =>
      documents.reduce((sum, { id, revision, body }) => sum + this.#rewrite.run(body, collection, id, revision).changes, 0),
    );
    const changes = await patiently(this.#db, () => inOneCommit.immediate());
    if (changes > 0) this.#changed(collection);
    return changes;
  }

  async dump(collection: string, after: string | undefined, most: number): Promise<readonly WholeDocument[]> {
    // Document and keys of one moment.
    const atOnce = this.#db.transaction(() => this.#rows(collection, after, most).map((row) => this.#whole(collection, row)));
    return patiently(this.#db, () => atOnce());
  }

  async load(collection: string, documents: readonly WholeDocument[]): Promise<void> {
    const inOneCommit = this.#db.transaction(() => {
      for (const { id, revision, body, keys, expiresAt } of documents) {
        this.#delete.run(collection, id);
        this.#insert.run(collection, id, revision, body, expiresAt ?? null);
        for (const [name, value] of Object.entries(keys)) this.#addKey.run(collection, name, value, id);
      }
    });
    await patiently(this.#db, () => this.#commits.through(() => inOneCommit.immediate()));
    this.#changed(collection);
  }

  async sweep(now: number): Promise<number> {
    for (let swept = 0; ; ) {
      const changes = await patiently(this.#db, () => this.#sweep.run(now, SWEPT_AT_ONCE).changes);
      swept += changes;
      this.#sweptByUs += changes;
      if (changes < SWEPT_AT_ONCE) return swept;
      await nextTurn();
    }
  }

  async ping(): Promise<void> {
    await patiently(this.#db, () => this.#probe.get());
  }

  async close(): Promise<void> {
    await this.#commits.drain();
    this.#db.close();
  }

  #changed(collection: string): void {
    this.#byUs.set(collection, (this.#byUs.get(collection) ?? 0) + 1);
  }

  #rows(collection: string, after: string | undefined, most: number): readonly DumpedRow[] {
    const rows: DumpedRow[] = [];
    let size = 0;
    for (const row of this.#dump.iterate(collection, after ?? '', after ?? null, most)) {
      rows.push(row);
      size += row.body.length;
      if (size >= DUMPED_AT_ONCE) break;
    }
    return rows;
  }

  #whole(collection: string, { id, revision, body, exp }: DumpedRow): WholeDocument {
    const keys = Object.fromEntries(this.#keysOf.all(collection, id).map(({ name, value }) => [name, value]));
    return { id, revision, body, keys, expiresAt: exp ?? undefined };
  }

  /** The hottest writes concern one document and no keys: there a single statement is its own transaction. @returns undefined when it takes more than that */
  #inOneStatement(write: DocumentWrite, now: number): boolean | undefined {
    const { body, expect, keys } = write;
    if (keys !== undefined || body === undefined) return undefined;
    if (typeof expect === 'number') return this.#replaced(write, body, expect, now);
    return expect === 'absent' && this.#inserted(write, body) ? true : undefined;
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
