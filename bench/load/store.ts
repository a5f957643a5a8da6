import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { MongoClient } from 'mongodb';

/** What copies share, in a place of its own that goes with it. */
export interface LoadStore {
  readonly name: string;
  /** Variables by which a copy finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How much it takes: documents and indexes, without what is free in its files. */
  usedBytes(): Promise<number>;
  /** Operations that MongoDB has done so far, for anybody; undefined of the embedded store. */
  operations(): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function openLoadStore(kind: string): Promise<LoadStore> {
  const directory = mkdtempSync(join(tmpdir(), 'waygate-load-'));
  if (kind === 'embedded') return embedded(directory);
  if (kind !== 'mongodb') throw new Error(`--store is embedded or mongodb and not ${kind}.`);
  const server = process.env['MONGODB_URI'];
  if (server === undefined) throw new Error('MONGODB_URI must name a replica set in which a database may be made.');
  return inMongo(server, directory);
}

function embedded(directory: string): LoadStore {
  const pages = (file: string) => {
    const db = new Database(join(directory, file), { readonly: true });
    try {
      const read = (name: string) => Number(db.pragma(name, { simple: true }));
      return (read('page_count') - read('freelist_count')) * read('page_size');
    } finally {
      db.close();
    }
  };
  return {
    name: 'embedded',
    environment: { WAYGATE_DATA_DIR: directory },
    usedBytes: async () => pages('durable.sqlite') + pages('ephemeral.sqlite'),
    operations: async () => undefined,
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function inMongo(server: string, directory: string): Promise<LoadStore> {
  const uri = new URL(server);
  uri.pathname = `/waygate_load_${Date.now().toString(36)}`;
  const client = await new MongoClient(uri.href).connect();
  const db = client.db();
  return {
    name: 'MongoDB',
    environment: { WAYGATE_DATA_DIR: directory, WAYGATE_MONGODB_URI: uri.href },
    usedBytes: async () => {
      const { dataSize, indexSize } = await db.stats();
      return Number(dataSize) + Number(indexSize);
    },
    operations: async () => {
      const { opcounters } = await client.db('admin').command({ serverStatus: 1 });
      return Object.values(opcounters as Record<string, unknown>)
        .filter((count) => typeof count === 'number')
        .reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      await db.dropDatabase();
      await client.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
