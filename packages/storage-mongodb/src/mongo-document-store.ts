import { WaygateError } from '@waygate/schema';
import {
  assertDistinct,
  COLLECTIONS,
  type DocumentStore,
  type DocumentWrite,
  DUMPED_AT_ONCE,
  EPHEMERAL_COLLECTIONS,
  type IdRange,
  type KeyValue,
  type StoredDocument,
  storeUnavailable,
  type WholeDocument,
} from '@waygate/storage';
import {
  type ClientSession,
  type Collection,
  type Db,
  type MongoClient,
  MongoError,
  MongoServerError,
  type WriteConcernSettings,
} from 'mongodb';
import { ChangeFeed } from './change-feed.ts';
import { inTransaction } from './in-transaction.ts';
import { alive, keyOf, type MongoDocument, moment, nameAndValue } from './mongo-document.ts';
import { expiry, keysOf, writeOperations } from './write-operations.ts';

/** The server's own limit is 16 MiB for a document with all that is in it. */
const LARGEST_BODY_BYTES = 15 * 1024 * 1024;

const ID_TAKEN = 11000;

/** How long a write waits for the majority, milliseconds. Then nobody is told that it is written, though it may come to be. */
const AGREES_WITHIN_MS = 10_000;
/** Journaled on the majority: it outlives a power cut and the loss of the primary. */
const LASTING: WriteConcernSettings = { w: 'majority', journal: true, wtimeoutMS: AGREES_WITHIN_MS };
/** Outlives the loss of the primary: what the majority has not got could be taken back, that a code was used among it. */
const AGREED: WriteConcernSettings = { w: 'majority', wtimeoutMS: AGREES_WITHIN_MS };

/** What is read far more often than written, and may be a moment old: who changed what is heard of by the change feed. */
const FOLLOWED = [
  COLLECTIONS.realms,
  COLLECTIONS.services,
  COLLECTIONS.realmObjects,
  COLLECTIONS.journeys,
  COLLECTIONS.fidoMetadata,
  COLLECTIONS.directoryCopies,
  COLLECTIONS.pushOutbox,
];

/** An expectation of a group did not hold: leaves the transaction. */
class Unmet extends Error {}

/** Documents in MongoDB, for many processes on many machines. */
export class MongoDocumentStore implements DocumentStore {
  readonly largestBody = LARGEST_BODY_BYTES;
  readonly #client: MongoClient;
  readonly #db: Db;
  readonly #feed: ChangeFeed;
  readonly #ours = new Map<string, number>();
  #asked = 0;
  #closed = false;

  /** @param client connected; closed with the store */
  constructor(client: MongoClient, db: Db) {
    this.#client = client;
    this.#db = db;
    this.#feed = new ChangeFeed(db, FOLLOWED);
  }

  get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    return this.#asking(async () => {
      const found = await this.#of(collection).findOne({ _id: text(id), ...alive(now) });
      return found === null ? undefined : stored(found);
    });
  }

  find(collection: string, key: string, value: KeyValue, now: number, most?: number): Promise<readonly StoredDocument[]> {
    return this.#asking(async () => {
      if (most === 0) return [];
      // Of one value the index has them in the order of their ids; several are sorted by the server.
      const keys = typeof value === 'string' ? { $eq: keyOf(key, value) } : { $in: value.map((one) => keyOf(key, one)) };
      const found = this.#of(collection)
        .find({ keys, ...alive(now) })
        .sort({ _id: 1 })
        .limit(most ?? 0);
      return (await found.toArray()).map(stored);
    });
  }

  findPart(
    collection: string,
    key: string,
    value: string,
    { after, before, backwards = false }: IdRange,
    now: number,
    most: number,
  ): Promise<readonly StoredDocument[]> {
    return this.#asking(async () => {
      if (most === 0) return [];
      const ids = { ...(after === undefined ? {} : { $gt: after }), ...(before === undefined ? {} : { $lt: before }) };
      const found = this.#of(collection)
        .find({ keys: keyOf(key, value), ...(Object.keys(ids).length === 0 ? {} : { _id: ids }), ...alive(now) })
        .sort({ _id: backwards ? -1 : 1 })
        .limit(most);
      return (await found.toArray()).map(stored);
    });
  }

  write(writes: readonly DocumentWrite[], now: number, durable = false): Promise<boolean> {
    return this.#asking(async () => {
      for (const { id } of writes) text(id);
      assertDistinct(writes);
      assertNotTooLarge(writes);
      const lasting = durable || writes.some(({ collection }) => !EPHEMERAL_COLLECTIONS.has(collection));
      try {
        return await this.#written(writes, now, lasting ? LASTING : AGREED);
      } finally {
        // Whether it was written or not: who found something else than what they had read must read again.
        for (const { collection } of writes) this.#changed(collection);
      }
    });
  }

  generation(collection: string, by: 'anybody' | 'others' = 'anybody'): number {
    if (this.#closed) throw storeUnavailable();
    // What must be right at once, whichever copy wrote it, is asked for every time.
    if (!this.#feed.covers(collection)) return ++this.#asked;
    const told = this.#feed.count(collection);
    return by === 'others' ? told : told + (this.#ours.get(collection) ?? 0);
  }

  collections(): Promise<readonly string[]> {
    return this.#asking(async () => {
      const named = await Promise.all(
        Object.values(COLLECTIONS).map(async (name) =>
          (await this.#of(name).findOne({}, { projection: { _id: 1 } })) === null ? [] : [name],
        ),
      );
      return named.flat().sort();
    });
  }

  scan(collection: string, after: string | undefined, most: number): Promise<readonly StoredDocument[]> {
    return this.#asking(async () => {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      return (await this.#of(collection).find(filter).sort({ _id: 1 }).limit(most).toArray()).map(stored);
    });
  }

  rewrite(collection: string, documents: readonly StoredDocument[]): Promise<number> {
    return this.#asking(async () => {
      if (documents.length === 0) return 0;
      const operations = documents.map(({ id, revision, body }) => ({
        updateOne: { filter: { _id: id, rev: revision }, update: { $set: { body } } },
      }));
      const { matchedCount } = await this.#of(collection).bulkWrite(operations, { ordered: false, writeConcern: LASTING });
      this.#changed(collection);
      return matchedCount;
    });
  }

  dump(collection: string, after: string | undefined, most: number): Promise<readonly WholeDocument[]> {
    return this.#asking(async () => {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      const documents: WholeDocument[] = [];
      let size = 0;
      for await (const one of this.#of(collection).find(filter).sort({ _id: 1 }).limit(most)) {
        documents.push({ ...stored(one), keys: Object.fromEntries(one.keys.map(nameAndValue)), expiresAt: one.exp?.getTime() });
        size += one.body.length;
        if (size >= DUMPED_AT_ONCE) break;
      }
      return documents;
    });
  }

  load(collection: string, documents: readonly WholeDocument[]): Promise<void> {
    return this.#asking(async () => {
      if (documents.length === 0) return;
      assertNotTooLarge(documents.map(({ body }) => ({ collection, body })));
      const operations = documents.map(({ id, revision, body, keys, expiresAt }) => ({
        replaceOne: { filter: { _id: id }, replacement: { rev: revision, body, keys: keysOf(keys), ...expiry(expiresAt) }, upsert: true },
      }));
      await this.#of(collection).bulkWrite(operations, { ordered: false, writeConcern: LASTING });
      this.#changed(collection);
    });
  }

  sweep(now: number): Promise<number> {
    return this.#asking(async () => {
      let swept = 0;
      for (const name of Object.values(COLLECTIONS)) {
        const { deletedCount } = await this.#of(name).deleteMany({ exp: { $lte: moment(now) } });
        if (deletedCount > 0) this.#changed(name);
        swept += deletedCount;
      }
      return swept;
    });
  }

  async ping(): Promise<void> {
    await this.#asking(() => this.#db.command({ ping: 1 }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#feed.close();
    await this.#client.close();
  }

  async #written(writes: readonly DocumentWrite[], now: number, writeConcern: WriteConcernSettings): Promise<boolean> {
    const [first] = writes;
    if (first === undefined) return true;
    // One operation on one document is one step of the server; more take a transaction.
    const isOneStep = writes.length === 1 && !(first.body === undefined && first.expect === 'absent');
    try {
      if (isOneStep) await this.#group(writes, now, { writeConcern });
      else {
        await inTransaction(this.#client, writeConcern, (session) => this.#group(writes, now, { session }));
      }
      return true;
    } catch (error) {
      if (error instanceof Unmet) return false;
      throw error;
    }
  }

  /** @throws Unmet when an expectation does not hold */
  async #group(
    writes: readonly DocumentWrite[],
    now: number,
    options: { readonly session?: ClientSession; readonly writeConcern?: WriteConcernSettings },
  ): Promise<void> {
    for (const [collection, own] of Map.groupBy(writes, (write) => write.collection)) {
      const { operations, touched, deleted, removals } = writeOperations(own, now);
      if (operations.length > 0) {
        try {
          const result = await this.#of(collection).bulkWrite(operations, options);
          if (result.matchedCount + result.upsertedCount !== touched || result.deletedCount !== deleted) throw new Unmet();
        } catch (error) {
          if (error instanceof MongoServerError && error.code === ID_TAKEN) throw new Unmet();
          throw error;
        }
      }
      if (removals.length > 0) {
        const remove = removals.map((id) => ({ deleteOne: { filter: { _id: id } } }));
        await this.#of(collection).bulkWrite(remove, options);
      }
    }
  }

  #of(collection: string): Collection<MongoDocument> {
    return this.#db.collection<MongoDocument>(collection);
  }

  #changed(collection: string): void {
    this.#ours.set(collection, (this.#ours.get(collection) ?? 0) + 1);
  }

  async #asking<T>(work: () => Promise<T>): Promise<T> {
    // The driver would connect anew.
    if (this.#closed) throw storeUnavailable();
    try {
      return await work();
    } catch (cause) {
      throw cause instanceof MongoError || isOfSocket(cause) ? storeUnavailable(cause) : cause;
    }
  }
}

function stored({ _id, rev, body }: MongoDocument): StoredDocument {
  return { id: _id, revision: rev, body };
}

/** Whether it is an error of the system, which the driver hands on as it is when a connection breaks while it writes. */
function isOfSocket(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** An id as it stands in a filter, where anything but a text could ask for other documents. @throws TypeError */
function text(id: string): string {
  if (typeof id !== 'string') throw new TypeError('An id of a document must be a text.');
  return id;
}

/** @throws WaygateError `storage.too_large` (operational) before anything is written */
function assertNotTooLarge(writes: readonly Pick<DocumentWrite, 'collection' | 'body'>[]): void {
  const large = writes.find(({ body }) => body !== undefined && Buffer.byteLength(body) > LARGEST_BODY_BYTES);
  if (large === undefined) return;
  const most = LARGEST_BODY_BYTES / 1024 / 1024;
  throw new WaygateError('operational', 'storage.too_large', `MongoDB keeps no document of ${large.collection} larger than ${most} MiB.`);
}
