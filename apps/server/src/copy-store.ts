import { createResealer, type KeyRing } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import {
  type CopyProgress,
  copyDocuments,
  type DocumentCopy,
  type DocumentStore,
  openSqliteDocuments,
  surveyDocuments,
} from '@waygate/storage';
import { type CopyRecording, RecordedCopy } from './audit/recorded-copy.ts';
import type { ServerConfig } from './config.ts';
import { existingKeyRing, keyCheckOf } from './key-check.ts';

/** What a copy of a store has done. */
export interface StoreCopy extends DocumentCopy {
  /** Text of all documents, bytes. */
  readonly bytes: number;
  /** How many documents hold something that the key ring opens: whoever uses the copy needs it. */
  readonly sealed: number;
  /** How many documents hold something that looks sealed and does not open with it. */
  readonly unreadable: number;
  /** Tells this key ring from others, without saying anything of its keys. */
  readonly keyCheck: string;
}

/** Where a copy goes to; it comes from the other. */
export type CopyTarget = 'mongodb' | 'embedded';

/**
 * Copies everything between the embedded store and MongoDB, both of which the configuration names. What is sealed stays sealed.
 * @param leaveUnreadable goes on though something that looks sealed does not open with the key ring
 * @param recording how the copy comes into the audit log of the store that is copied from: one that failed as soon as that is open, another when it begins
 * @param warn is told what could not be made sure of
 * @throws WaygateError `copy.no_mongodb` (input), `keys.missing`, `copy.keys_do_not_open`, `storage.in_use` (operational), each before anything is written, and what
 * `surveyDocuments` and `copyDocuments` throw
 */
export async function copyStore(
  { dataDirectory, mongodbUri, keysFile }: Pick<ServerConfig, 'dataDirectory' | 'mongodbUri' | 'keysFile'>,
  {
    to,
    leaveUnreadable,
    tell,
    warn,
    recording,
  }: {
    readonly to: CopyTarget;
    readonly leaveUnreadable: boolean;
    readonly tell: (progress: CopyProgress) => void;
    readonly warn: (text: string) => void;
    readonly recording: CopyRecording;
  },
): Promise<StoreCopy> {
  if (mongodbUri === undefined) {
    throw new WaygateError(
      'input',
      'copy.no_mongodb',
      'Set WAYGATE_MONGODB_URI to the MongoDB that is copied to or from, and WAYGATE_DATA_DIR to the folder of the embedded store.',
    );
  }
  const ring = existingKeyRing(keysFile);
  const open: { close(): Promise<void> }[] = [];
  let record: RecordedCopy | undefined;
  try {
    // A folder without a store is not made one before it is known that there is something to copy.
    const before = to === 'mongodb' ? await opened(open, openSqliteDocuments({ directory: dataDirectory, mustExist: true })) : undefined;
    if (before !== undefined) record = new RecordedCopy(before, ring, to, recording);
    const { openMongoForCopy } = await import('@waygate/storage-mongodb');
    const mongo = await openMongoForCopy({ uri: mongodbUri });
    open.push(mongo.documents);
    const copied = record ?? new RecordedCopy(mongo.documents, ring, to, recording);
    record = copied;
    const assertAlone = async () => {
      const isInUse = await mongo.isInUse();
      if (isInUse === true) {
        throw new WaygateError(
          'operational',
          'storage.in_use',
          'Servers or commands have the database in MongoDB open. Stop them all, and run this again.',
        );
      }
      if (isInUse === undefined)
        warn('MongoDB does not tell whether others have the database open. Make sure that every server is stopped.');
    };
    await assertAlone();
    const embedded = before ?? (await opened(open, openSqliteDocuments({ directory: dataDirectory, mustExist: false })));
    const [source, target] = to === 'mongodb' ? [embedded, mongo.documents] : [mongo.documents, embedded];
    const { look, found } = sealedTexts(ring);
    const { bytes } = await surveyDocuments(source, { largestBody: target.largestBody, look, now: Date.now() });
    if (!leaveUnreadable) assertOpens(found, keysFile);
    const keyCheck = keyCheckOf(ring);
    const done = await copyDocuments({
      source,
      target,
      keyCheck,
      tell,
      mayFinish: assertAlone,
      begins: () => copied.begin(target),
      ends: () => copied.succeed(),
    });
    return { ...done, bytes, sealed: found.sealed, unreadable: found.unreadable, keyCheck };
  } catch (error) {
    if (record === undefined) warn('The store that is copied from is not open: that this failed is in no audit log.');
    else await record.fail(error);
    throw error;
  } finally {
    for (const one of open.reverse()) await one.close();
  }
}

async function opened(open: { close(): Promise<void> }[], opening: Promise<DocumentStore>): Promise<DocumentStore> {
  const store = await opening;
  open.push(store);
  return store;
}

interface SealedTexts {
  sealed: number;
  unreadable: number;
  readonly kids: Set<string>;
}

/** Counts the documents that a key ring opens something in, and those that it does not. */
function sealedTexts(ring: KeyRing): { readonly look: (text: string) => void; readonly found: SealedTexts } {
  const found: SealedTexts = { sealed: 0, unreadable: 0, kids: new Set() };
  const { keysOf } = createResealer(ring);
  return {
    found,
    look(text) {
      const { opening, named } = keysOf(text);
      if (opening.size > 0) found.sealed += 1;
      if (named.size > 0) found.unreadable += 1;
      for (const kid of named) found.kids.add(kid);
    },
  };
}

function assertOpens({ sealed, unreadable, kids }: SealedTexts, keysFile: string): void {
  if (unreadable === 0) return;
  throw new WaygateError(
    'operational',
    'copy.keys_do_not_open',
    sealed === 0
      ? `The keys file ${keysFile} opens nothing of what is sealed in the store (${unreadable} documents, by ${[...kids].join(', ')}). It belongs to another installation. Nothing was written.`
      : `${unreadable} documents hold something sealed by ${[...kids].join(', ')} that the keys file ${keysFile} does not open; ${sealed} others open. Use the newest keys file of the installation. If \`waygate keys list\` says the same of it, copy them as they are with --leave-unreadable. Nothing was written.`,
  );
}
