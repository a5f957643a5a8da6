import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WaygateError } from '@waygate/schema';
import { COLLECTIONS, storeUnavailable } from '@waygate/storage';
import { type Collection, type Db, type IndexSpecification, MongoServerError } from 'mongodb';

/** Layout of the documents. A database of a newer one is refused: an older server must not write into it. */
const SCHEMA_VERSION = 1;

/** A collection of our own beside those of the stores: what the database as a whole is. */
const ABOUT = 'waygate';

/** After so long whoever prepares the database counts as gone, milliseconds. */
const PREPARES_FOR_MS = 60_000;
const LOOKS_EVERY_MS = 100;
/** MongoDB's number for an index that is there with other options. */
const OTHER_OPTIONS = 85;
/** MongoDB's number for what an account may not do. */
const UNAUTHORIZED = 13;

interface About {
  readonly _id: 'schema';
  readonly version?: number;
  /** Digest of the collections and indexes that are there. */
  readonly prepared?: string;
  /** Somebody is preparing it, at most until then; epoch milliseconds. */
  readonly preparingUntil?: number;
}

/**
 * Declares every collection and its indexes where they are not there. Of many copies that start together one does it, and the others wait for it. Collections are made
 * before they are used, since one that is made within a transaction would hold up others.
 * @param removedAfterSeconds how long after its expiry MongoDB may remove a document. Copies whose clocks differ by less than that agree on what is there
 * @param warn is told what is not as it should be and can stay so (`storage.index_kept`)
 * @throws WaygateError (operational) `storage.newer_file` when a newer Waygate wrote the database, `storage.unavailable` when whoever prepares it does not come to an end
 */
export async function prepareDatabase(db: Db, removedAfterSeconds: number, warn: (warning: WaygateError) => void): Promise<void> {
  const about = db.collection<About>(ABOUT);
  const indexes = [
    { key: { keys: 1, _id: 1 }, name: 'keys' },
    { key: { exp: 1 }, name: 'exp', expireAfterSeconds: removedAfterSeconds },
  ];
  const wanted = createHash('sha256')
    .update(JSON.stringify([Object.values(COLLECTIONS), indexes]))
    .digest('base64url');
  const until = performance.now() + 2 * PREPARES_FOR_MS;
  for (;;) {
    const found = await about.findOne({ _id: 'schema' });
    assertNotNewer(db, found?.version ?? SCHEMA_VERSION);
    if (found?.prepared === wanted) return;
    if (await claimed(about, found)) break;
    if (performance.now() > until) throw storeUnavailable(new Error('Whoever prepares the database does not come to an end.'));
    await pause(LOOKS_EVERY_MS);
  }
  const kept: string[] = [];
  try {
    for (const name of Object.values(COLLECTIONS)) if (!(await declare(db, name, indexes))) kept.push(name);
  } catch (cause) {
    // Whoever comes next need not wait for what has come to its end.
    await about.updateOne({ _id: 'schema' }, { $unset: { preparingUntil: '' as const } }).catch(() => undefined);
    throw cause;
  }
  if (kept.length > 0) warn(indexKept(db, kept, removedAfterSeconds));
  // What is not as it should be is tried again at the next start, when the account may be allowed to.
  const prepared = kept.length === 0 ? { prepared: wanted } : {};
  const done = { $set: { version: SCHEMA_VERSION, ...prepared }, $unset: { preparingUntil: '' as const } };
  await about.updateOne({ _id: 'schema' }, done, { writeConcern: { w: 'majority', journal: true } });
}

/**
 * Another time after which expired documents go is changed where they are, since MongoDB refuses to declare it anew.
 * @returns false when the account may not change it: nothing that has expired is ever read, so the server can do with another time
 */
async function declare(
  db: Db,
  name: string,
  indexes: readonly { readonly key: IndexSpecification; readonly name: string; readonly expireAfterSeconds?: number }[],
): Promise<boolean> {
  let isAsWanted = true;
  for (const { key, ...options } of indexes) {
    try {
      await db.collection(name).createIndex(key, options);
    } catch (cause) {
      const { expireAfterSeconds } = options;
      if (expireAfterSeconds === undefined || !(cause instanceof MongoServerError) || cause.code !== OTHER_OPTIONS) throw cause;
      try {
        await db.command({ collMod: name, index: { name: options.name, expireAfterSeconds } });
      } catch (refused) {
        if (!(refused instanceof MongoServerError) || refused.code !== UNAUTHORIZED) throw refused;
        isAsWanted = false;
      }
    }
  }
  return isAsWanted;
}

function indexKept(db: Db, names: readonly string[], seconds: number): WaygateError {
  return new WaygateError(
    'operational',
    'storage.index_kept',
    `The account may not change when MongoDB removes what has expired in ${names.length} collections of ${db.databaseName}, which should be ${seconds} s after it has. Give it a role with the action collMod on that database; it is tried again at the next start.`,
  );
}

/** @returns whether it is ours to prepare the database: of several that found the same, one is told so */
async function claimed(about: Collection<About>, found: About | null): Promise<boolean> {
  const preparingUntil = Date.now() + PREPARES_FOR_MS;
  if (found === null) {
    try {
      await about.insertOne({ _id: 'schema', preparingUntil });
      return true;
    } catch {
      return false;
    }
  }
  if (found.preparingUntil !== undefined && found.preparingUntil > Date.now()) return false;
  const { preparingUntil: before } = found;
  const asFound = { _id: 'schema' as const, preparingUntil: before === undefined ? { $exists: false } : { $eq: before } };
  return (await about.updateOne(asFound, { $set: { preparingUntil } })).modifiedCount === 1;
}

function assertNotNewer(db: Db, version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new WaygateError(
    'operational',
    'storage.newer_file',
    `The database ${db.databaseName} was written by a newer Waygate (schema ${version}; this one knows ${SCHEMA_VERSION}). Start that one, or restore a backup.`,
  );
}
