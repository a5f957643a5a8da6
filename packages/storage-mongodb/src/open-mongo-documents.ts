import { setTimeout as pause } from 'node:timers/promises';
import { WaygateError } from '@waygate/schema';
import { type DocumentStore, storeUnavailable } from '@waygate/storage';
import { type DbOptions, MongoClient, type MongoClientOptions, ReadConcern } from 'mongodb';
import { MongoDocumentStore } from './mongo-document-store.ts';
import { prepareDatabase } from './prepare-database.ts';

/** How often, and after how many milliseconds each, it is looked whether others have the database open. */
const LOOKS = 9;
const LOOKS_EVERY_MS = 250;

/** For databases that are not named in the connection string. */
const DATABASE = 'waygate';

/** How long MongoDB leaves what has expired: longer than clocks of copies differ. */
const REMOVED_AFTER_SECONDS = 3_600;

/** What MongoDB knows servers and commands by, and what it knows a copy by. */
const SERVER = 'waygate';
const COPY = 'waygate store copy';

/** Nothing waits without end, and no copy floods the database. What the connection string says of these counts instead. */
const LIMITS = {
  serverSelectionTimeoutMS: 8_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 10_000,
  waitQueueTimeoutMS: 5_000,
  maxPoolSize: 50,
  maxIdleTimeMS: 300_000,
} satisfies MongoClientOptions;

/** What must be so whatever the connection string says: an acknowledged write is written, and nothing is read of a member that lags behind. */
const ALWAYS = {
  retryWrites: true,
  retryReads: true,
  readPreference: 'primary',
  writeConcern: { w: 'majority' },
  // Ids and bodies are strings; nothing of ours is decoded into classes.
  ignoreUndefined: false,
} satisfies MongoClientOptions;

/** The same of the database, which goes by nothing that is said of the client: there `j=false` of a connection string stays in force beside what is said here. */
const CONFIRMED = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
  readConcern: new ReadConcern('local'),
  readPreference: 'primary',
} satisfies DbOptions;

/**
 * Opens the documents in a MongoDB; as `openMongoStores`, for whoever works on documents.
 * @param removedAfterSeconds how long after its expiry MongoDB may remove a document; for tests
 */
export async function openMongoDocuments(how: MongoPlace): Promise<DocumentStore> {
  return (await connected(how, SERVER)).documents;
}

/** Which documents, and who is told of what is not as it should be and can stay so; a warning of the process where nobody is named. */
interface MongoPlace {
  readonly uri: string;
  readonly removedAfterSeconds?: number;
  readonly warn?: (warning: WaygateError) => void;
}

/** Documents that are to be copied, and whether others work on them. */
export interface MongoForCopy {
  readonly documents: DocumentStore;
  /** Whether a server or a command has the database open; undefined when MongoDB does not tell this account. */
  isInUse(): Promise<boolean | undefined>;
}

/** Opens the documents in a MongoDB for a copy from or to it; as `openMongoStores`. */
export async function openMongoForCopy({ uri }: { readonly uri: string }): Promise<MongoForCopy> {
  const { client, documents } = await connected({ uri }, COPY);
  return { documents, isInUse: () => isInUse(client, databaseOf(uri)) };
}

async function connected(
  { uri, removedAfterSeconds = REMOVED_AFTER_SECONDS, warn = ({ code, message }) => process.emitWarning(message, { code }) }: MongoPlace,
  appName: string,
): Promise<{ readonly client: MongoClient; readonly documents: DocumentStore }> {
  const client = clientOf(uri, appName);
  try {
    await client.connect();
    const db = client.db(databaseOf(uri), CONFIRMED);
    await assertTransactions(client);
    await prepareDatabase(db, removedAfterSeconds, warn);
    return { client, documents: new MongoDocumentStore(client, db) };
  } catch (cause) {
    await client.close().catch(() => undefined);
    throw cause instanceof WaygateError ? cause : storeUnavailable(cause);
  }
}

/**
 * Whoever has the stores open follows their changes, so that there is a cursor of theirs at almost any moment: looked for during some seconds, since one that was lost is
 * opened anew a while later.
 * @returns undefined when nobody is seen, and MongoDB shows this account nothing of others
 */
async function isInUse(client: MongoClient, database: string): Promise<boolean | undefined> {
  const isSeen = async (allUsers: boolean) => {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      if (looks > 0) await pause(LOOKS_EVERY_MS);
      const stages = [{ $currentOp: { allUsers, idleCursors: true } }, { $match: { appName: SERVER } }, { $project: { ns: 1 } }];
      for await (const { ns } of client.db('admin').aggregate<{ readonly ns?: unknown }>(stages)) {
        if (typeof ns === 'string' && ns.startsWith(`${database}.`)) return true;
      }
    }
    return false;
  };
  try {
    return await isSeen(true);
  } catch {
    // Servers may well sign on to MongoDB by another account than the operator.
    return (await isSeen(false).catch(() => false)) || undefined;
  }
}

function clientOf(uri: string, appName: string): MongoClient {
  const said = new URLSearchParams(uri.slice(uri.indexOf('?') + 1));
  const names = new Set([...said.keys()].map((name) => name.toLowerCase()));
  let client: MongoClient;
  try {
    const limits = Object.fromEntries(Object.entries(LIMITS).filter(([name]) => !names.has(name.toLowerCase())));
    client = new MongoClient(uri, { ...limits, ...ALWAYS, appName });
  } catch {
    // The driver's own words may hold the string, with the password in it.
    throw new WaygateError(
      'operational',
      'storage.unreadable',
      'The address of MongoDB is no connection string (mongodb://… or mongodb+srv://…).',
    );
  }
  if (!names.has('tls') && !names.has('ssl')) assertNotInClear(client);
  return client;
}

/** What goes over a network goes encrypted, unless whoever runs the server has said that it need not. @throws WaygateError `storage.not_private` (operational) */
function assertNotInClear({ options }: MongoClient): void {
  const isHere = (host: string | undefined) => host === undefined || ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host);
  if (options.tls || options.hosts.every(({ host }) => isHere(host))) return;
  throw new WaygateError(
    'operational',
    'storage.not_private',
    'The address of MongoDB does not say whether the way there is encrypted. Add tls=true, or tls=false when nobody else can be on that network.',
  );
}

function databaseOf(uri: string): string {
  const named = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]+)/.exec(uri)?.[1];
  return named === undefined ? DATABASE : decodeURIComponent(named);
}

/** @throws WaygateError `storage.unreadable` (operational) */
async function assertTransactions(client: MongoClient): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new WaygateError(
    'operational',
    'storage.unreadable',
    'This MongoDB is a server by itself. Waygate writes in transactions, which take a replica set: start it with --replSet, also for a single member.',
  );
}
