import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { storesOn } from '@waygate/storage';
import { Db, MongoClient, MongoServerError } from 'mongodb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { realm } from '../../storage/test/samples/realm.ts';
import { sealer } from '../../storage/test/sealer.ts';
import { openMongoDocuments, openMongoStores } from '../src/index.ts';
import { ownDatabase, withMongo } from './database.ts';
import { emptyDatabase, NEVER } from './empty-documents.ts';

const MONGOD_CTL = process.env['MONGOD_CTL'];

/** How long a busy machine may take for what takes seconds otherwise, milliseconds. */
const PATIENCE_MS = 300_000;
/** How often it is tried to start the server: on a busy machine it may take longer than whoever starts it waits. */
const STARTS = 5;

/** Has something done to the server of the database: `kill9` or `start`. */
async function mongod(what: 'kill9' | 'start'): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await promisify(execFile)(MONGOD_CTL ?? '', [what]);
      return;
    } catch (error) {
      if (tries === STARTS) throw error;
    }
  }
}

describe('what opening says', () => {
  it('says what is wrong with an address, and never repeats it', async () => {
    for (const uri of ['mongodb//user:geheim@127.0.0.1/x', 'http://user:geheim@127.0.0.1', 'mongodb://user:geheim@:-1/x?w=odd']) {
      const refused = await openMongoStores({ uri, sealer }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ kind: 'operational', code: 'storage.unreadable' });
      expect(String(refused)).not.toContain('geheim');
    }
  });

  it('goes over no network in clear unless it is told to', async () => {
    const server = 'db.invalid,db2.invalid/waygate';
    const options = 'serverSelectionTimeoutMS=100';
    for (const uri of [`mongodb://${server}`, `mongodb://u:geheim@127.0.0.1,${server}?replicaSet=rs0`]) {
      const refused = await openMongoStores({ uri, sealer }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ kind: 'operational', code: 'storage.not_private' });
      expect(String(refused)).not.toContain('geheim');
    }
    for (const tls of ['tls=true', 'tls=false', 'ssl=true']) {
      const tried = openMongoStores({ uri: `mongodb://${server}?${options}&${tls}`, sealer });
      await expect(tried, 'it is tried').rejects.toMatchObject({ code: 'storage.unavailable' });
    }
  });

  it('writes to the journal of the majority and reads of the primary, whatever the address says', async () => {
    const opened: Db[] = [];
    const { db } = MongoClient.prototype;
    const opening = vi.spyOn(MongoClient.prototype, 'db').mockImplementation(function (this: MongoClient, ...asked) {
      const made = db.apply(this, asked);
      opened.push(made);
      return made;
    });
    const connecting = vi.spyOn(MongoClient.prototype, 'connect').mockImplementation(function (this: MongoClient) {
      return Promise.resolve(this);
    });
    onTestFinished(() => {
      opening.mockRestore();
      connecting.mockRestore();
    });
    const said = 'w=1&j=false&wtimeout=1&readPreference=secondary&readConcernLevel=available&serverSelectionTimeoutMS=50';
    await expect(openMongoStores({ uri: `mongodb://127.0.0.1:1/?${said}`, sealer })).rejects.toThrow();
    expect(opened[0]?.writeConcern).toMatchObject({ w: 'majority', j: true, wtimeoutMS: 10_000 });
    expect(opened[0]?.readConcern).toMatchObject({ level: 'local' });
    expect(opened[0]?.readPreference).toMatchObject({ mode: 'primary' });
    expect(opened[0]?.client.options).toMatchObject({ retryWrites: true, retryReads: true });
  });

  it('says that nobody answers', async () => {
    const uri = 'mongodb://127.0.0.1:1/waygate?serverSelectionTimeoutMS=200';
    await expect(openMongoStores({ uri, sealer })).rejects.toMatchObject({ kind: 'operational', code: 'storage.unavailable' });
  });
});

withMongo('what opening finds', () => {
  it('does not touch a database of a newer Waygate', async () => {
    const uri = ownDatabase();
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    await client
      .db()
      .collection<{ _id: string }>('waygate')
      .insertOne({ _id: 'schema', ...{ version: 2 } });
    await expect(openMongoStores({ uri, sealer })).rejects.toMatchObject({ code: 'storage.newer_file' });
    expect(await client.db().listCollections().toArray()).toHaveLength(1);
  });
});

withMongo('preparing a database', () => {
  it('that came to nothing keeps nobody waiting', async () => {
    const uri = ownDatabase();
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    const about = client.db().collection<{ _id: string; preparingUntil?: number }>('waygate');
    // An index of that name is there, of something else.
    await client.db().collection('realms').createIndex({ other: 1 }, { name: 'keys' });
    await expect(openMongoStores({ uri, sealer })).rejects.toMatchObject({ code: 'storage.unavailable' });
    expect(await about.findOne({ _id: 'schema' })).toEqual({ _id: 'schema' });
    await client.db().collection('realms').dropIndex('keys');
    await (await openMongoStores({ uri, sealer })).close();
  });

  it('changes when MongoDB removes what has expired, where that was another time before', async () => {
    const uri = ownDatabase();
    for (const removedAfterSeconds of [3_600, 60]) await (await openMongoDocuments({ uri, removedAfterSeconds })).close();
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    const indexes = await client.db().collection('services').indexes();
    expect(indexes.find(({ name }) => name === 'exp')).toMatchObject({ expireAfterSeconds: 60 });
  });

  it('goes on where the account may not change that, says what it lacks, and does it when it may', async () => {
    const uri = ownDatabase();
    await (await openMongoDocuments({ uri, removedAfterSeconds: 3_600 })).close();
    const { command } = Db.prototype;
    // The MongoDB of the tests knows no accounts, so what one without the role is answered is put in its place.
    const refusing = vi.spyOn(Db.prototype, 'command').mockImplementation(function (this: Db, ...sent) {
      if (Object.hasOwn(sent[0], 'collMod')) throw new MongoServerError({ ok: 0, code: 13, errmsg: 'not authorized' });
      return command.apply(this, sent);
    });
    onTestFinished(() => refusing.mockRestore());
    const warnings: unknown[] = [];
    const warn = (warning: unknown) => void warnings.push(warning);
    await (await openMongoDocuments({ uri, removedAfterSeconds: 60, warn })).close();
    expect(warnings).toEqual([expect.objectContaining({ code: 'storage.index_kept', message: expect.stringContaining('collMod') })]);
    refusing.mockRestore();
    await (await openMongoDocuments({ uri, removedAfterSeconds: 60, warn })).close();
    expect(warnings).toHaveLength(1);
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    const indexes = await client.db().collection('services').indexes();
    expect(indexes.find(({ name }) => name === 'exp')).toMatchObject({ expireAfterSeconds: 60 });
  });
});

withMongo('time', () => {
  it('has MongoDB remove what has expired, by an index', async () => {
    const uri = ownDatabase();
    const documents = await openMongoDocuments({ uri, removedAfterSeconds: 0 });
    const client = await new MongoClient(uri).connect();
    onTestFinished(async () => {
      await documents.close();
      await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 60 });
      await client.close();
    });
    const put = (id: string, expiresAt?: number) =>
      documents.write([{ collection: 'services', id, expect: 'absent', body: '1', ...(expiresAt === undefined ? {} : { expiresAt }) }], 0);
    await put('old', Date.now() - 1_000);
    await put('young', Date.now() + 3_600_000);
    await put('lasting');
    await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
    const ids = async () => (await documents.scan('services', undefined, 9)).map(({ id }) => id);
    await vi.waitFor(async () => expect(await ids()).toEqual(['lasting', 'young']), { timeout: 20_000, interval: 200 });
  });

  it('finds documents by an index, whichever way it looks', async () => {
    const uri = await emptyDatabase();
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    const services = client.db().collection<{ _id: string }>('services');
    for (const filter of [{ keys: { $eq: '["user","u"]' }, exp: { $not: { $lte: new Date() } } }, { exp: { $lte: new Date() } }]) {
      const found = services.find(filter).sort(Object.hasOwn(filter, 'keys') ? { _id: 1 } : {});
      const plan = JSON.stringify((await found.explain('queryPlanner'))['queryPlanner'].winningPlan);
      expect(plan).toContain('IXSCAN');
      expect(plan, 'and reads no more than it must').not.toMatch(/COLLSCAN|"stage":"SORT"/);
    }
  });
});

describe.skipIf(MONGOD_CTL === undefined)('a database that is killed while copies write', () => {
  it(
    'has everything that was acknowledged, groups whole, and serves the same copies again',
    async () => {
      const uri = await emptyDatabase();
      const copies = await Promise.all([1, 2].map(() => openMongoDocuments({ uri, removedAfterSeconds: NEVER })));
      let over = false;
      onTestFinished(async () => {
        // Whoever writes on to a store that is closed is refused at once, again and again, until there is no memory left.
        over = true;
        await mongod('start');
        for (const one of copies) await one.close();
      });
      const acknowledged: number[] = [];
      const refused: unknown[] = [];
      let next = 0;
      const writer = async (index: number) => {
        while (!over) {
          const n = next++;
          const group = [
            { collection: 'services', id: `one ${n}`, expect: 'absent' as const, body: `${n}` },
            ...(n % 2 === 0 ? [{ collection: 'realms', id: `two ${n}`, expect: 'absent' as const, body: `${n}` }] : []),
          ];
          try {
            if (await copies[index % 2]?.write(group, 0)) acknowledged.push(n);
          } catch (error) {
            refused.push(error);
          }
        }
      };
      const writers = Promise.all(Array.from({ length: 8 }, (_, index) => writer(index)));
      // As long as it takes: what counts is what is there in the end.
      const until = (count: number) => vi.waitUntil(() => acknowledged.length > count, { timeout: PATIENCE_MS, interval: 20 });
      for (let kill = 0; kill < 2; kill += 1) {
        await until(acknowledged.length + 60);
        await mongod('kill9');
        await mongod('start');
      }
      await until(acknowledged.length + 60);
      over = true;
      await writers;

      for (const error of refused) expect(error).toMatchObject({ kind: 'operational', code: 'storage.unavailable' });
      const [one] = copies;
      const has = async (collection: string, id: string) => (await one?.get(collection, id, 0)) !== undefined;
      const told = new Set(acknowledged);
      for (let n = 0; n < next; n += 1) {
        if (told.has(n)) expect(await has('services', `one ${n}`), `write ${n} was acknowledged`).toBe(true);
        // What nobody was told of may come to be between two looks, when the database still works on what its client has given up. Half of a group would stay half.
        const isWhole = async () => (await has('services', `one ${n}`)) === (await has('realms', `two ${n}`));
        if (n % 2 === 0) await vi.waitFor(async () => expect(await isWhole(), `group ${n} is whole`).toBe(true), 30_000);
      }
      const [stores, others] = copies.map((documents) => storesOn(documents, sealer, () => 1_000));
      expect(await others?.realms.settings('/heard')).toBeUndefined();
      await stores?.realms.put(realm('/heard'));
      await vi.waitFor(async () => expect(await others?.realms.settings('/heard')).toEqual(realm('/heard')), 60_000);
    },
    2 * PATIENCE_MS,
  );
});

withMongo('a connection that breaks', () => {
  it('while something is asked or written is a store that does not answer, and nothing else', { timeout: PATIENCE_MS }, async () => {
    const address = new URL(await emptyDatabase());
    const relay = await relayTo(Number(address.port));
    address.port = String(relay.port);
    address.search = 'directConnection=true';
    const store = await openMongoDocuments({ uri: String(address), removedAfterSeconds: NEVER });
    onTestFinished(() => store.close());
    const met: unknown[] = [];
    for (let round = 0; round < 40; round += 1) {
      const asked = Array.from({ length: 20 }, (_, each) => {
        const write = { collection: 'realms', id: `${round} ${each}`, expect: 'any', body: '{}' } as const;
        return (each % 2 === 0 ? store.get('realms', 'none', 0) : store.write([write], 0)).catch((error: unknown) => met.push(error));
      });
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      relay.cut();
      await Promise.all(asked);
    }
    expect(met.length).toBeGreaterThan(0);
    for (const error of met) expect(error).toMatchObject({ kind: 'operational', code: 'storage.unavailable' });
  });
});

/** Something between a client and MongoDB that can break every connection. */
async function relayTo(target: number) {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const to = connect(target, '127.0.0.1');
    for (const [one, other] of [[client, to] as const, [to, client] as const]) {
      open.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      for (const socket of open) socket.resetAndDestroy();
    },
  };
}
