import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores, storesOn } from '@waygate/storage';
import { describe } from 'vitest';
import type { OpenStores } from '../../src/index.ts';

/** Where several copies of a server can keep what they share. */
export interface SharedStores {
  readonly name: string;
  /** Whether there is time for everything: CI, which has no MongoDB, has none. */
  readonly isThorough: boolean;
  /** Begins an empty one. @returns how each copy opens it */
  begin(): Promise<OpenStores>;
  /** Begins an empty one for whole servers. @returns the variables that name it */
  beginServers(): Promise<Readonly<Record<string, string>>>;
}

const HAS_MONGODB = process.env['MONGODB_URI'] !== undefined;
const newFolder = () => join(mkdtempSync(join(tmpdir(), 'waygate-copies-')), 'data');
const mongo = () => import('../../../storage-mongodb/test/documents-in.ts');

const EMBEDDED: SharedStores = {
  name: 'the embedded store',
  isThorough: HAS_MONGODB,
  begin: async () => {
    const directory = newFolder();
    return (options) => openSqliteStores({ directory, ...options });
  },
  beginServers: async () => ({ WAYGATE_DATA_DIR: newFolder() }),
};

const MONGODB: SharedStores = {
  name: 'MongoDB',
  isThorough: true,
  begin: async () => {
    const { emptyDatabase } = await import('../../../storage-mongodb/test/empty-documents.ts');
    const { documentsIn } = await mongo();
    const uri = await emptyDatabase();
    return async ({ sealer, now }) => storesOn(await documentsIn(uri), sealer, now);
  },
  beginServers: async () => ({ WAYGATE_DATA_DIR: newFolder(), WAYGATE_MONGODB_URI: await (await mongo()).emptyServerDatabase() }),
};

/** Tests that hold on every store that copies can share. Without a MongoDB in `MONGODB_URI` it is said once for each file that those on it are skipped. */
export function onSharedStores(name: string, tests: (stores: SharedStores) => void): void {
  if (!HAS_MONGODB) console.warn(`\n  SKIPPED on MongoDB, since MONGODB_URI names none: ${name}\n`);
  describe(`${name} on ${EMBEDDED.name}`, () => tests(EMBEDDED));
  describe.skipIf(!HAS_MONGODB)(`${name} on ${MONGODB.name}`, () => tests(MONGODB));
}
