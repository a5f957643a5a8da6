import { storesOn } from '@waygate/storage';
import { type Long, MongoClient, MongoServerError } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { journey } from '../../storage/test/samples/journey.ts';
import { person } from '../../storage/test/samples/person.ts';
import { pushMessage } from '../../storage/test/samples/push-message.ts';
import { realm } from '../../storage/test/samples/realm.ts';
import { sealer } from '../../storage/test/sealer.ts';
import { ChangeFeed } from '../src/change-feed.ts';
import { inTransaction } from '../src/in-transaction.ts';
import { openMongoDocuments, openMongoForCopy } from '../src/index.ts';
import { ownDatabase, withMongo } from './database.ts';
import { emptyDatabase, NEVER } from './empty-documents.ts';

/** Copies of a server on one database, each with a connection of its own. */
async function copies(count: number, uri?: string) {
  const at = uri ?? (await emptyDatabase());
  const opened = await Promise.all(Array.from({ length: count }, () => openMongoDocuments({ uri: at, removedAfterSeconds: NEVER })));
  onTestFinished(async () => {
    for (const one of opened) await one.close();
  });
  return { uri: at, documents: opened, stores: opened.map((one) => storesOn(one, sealer, () => 1_000)) };
}

withMongo('many copies on one database', () => {
  it('may all be the first to open it', async () => {
    const uri = ownDatabase();
    const client = await new MongoClient(uri).connect();
    // A MongoDB for Windows that runs on Linux does not outlive two that make the same collection at one moment.
    await client.db().createCollection('waygate');
    await client.close();
    const { stores } = await copies(4, uri);
    const [first, ...others] = stores;
    await first?.realms.put(realm('/alpha'));
    for (const other of others) expect(await other.realms.settings('/alpha')).toEqual(realm('/alpha'));
  });

  it('hear of what another has changed or published, though they keep what they have read', async () => {
    const { stores } = await copies(2);
    const [one, other] = stores;
    if (one === undefined || other === undefined) throw new Error('There are two copies.');
    expect(await other.realms.settings('/alpha')).toBeUndefined();
    expect(await other.journeys.publishedVersion('/alpha', 'Login')).toBeUndefined();
    await one.realms.put(realm('/alpha'));
    await one.journeys.publish('/alpha', [journey('Login', 'one')], { at: 1, author: 'a', note: '' });
    await vi.waitFor(async () => expect(await other.realms.settings('/alpha')).toEqual(realm('/alpha')), 30_000);
    await vi.waitFor(async () => expect(await other.journeys.publishedVersion('/alpha', 'Login')).toEqual(expect.any(String)), 30_000);
  });

  it('see people as they are at that moment, whoever changed them', async () => {
    const { stores } = await copies(2);
    const [one, other] = stores;
    expect(await other?.identities.findByName('/alpha', 'demo')).toBeUndefined();
    await one?.identities.create(person('demo'));
    expect(await other?.identities.findByName('/alpha', 'demo')).toEqual(person('demo'));
  });

  it('lose no change that several make to the same record, in groups and alone', async () => {
    const { documents } = await copies(3);
    const add = async (index: number) => {
      const store = documents[index % documents.length];
      for (;;) {
        const read = await store?.get('services', 'sum', 0);
        const write = {
          collection: 'services',
          id: 'sum',
          expect: read?.revision ?? ('absent' as const),
          body: String(Number(read?.body ?? 0) + 1),
        };
        const beside = { collection: 'services', id: `beside ${index}`, expect: 'absent' as const, body: '1' };
        if (await store?.write(index % 2 === 0 ? [write] : [write, beside], 0)) return;
      }
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => add(index)));
    expect((await documents[0]?.get('services', 'sum', 0))?.body).toBe('30');
    expect(await documents[0]?.scan('services', undefined, 100)).toHaveLength(16);
  });

  it('let one of many put what must be absent, in groups too, an expired one in its place', async () => {
    const { documents } = await copies(3);
    await documents[0]?.write([{ collection: 'services', id: 'a', expect: 'absent', body: 'old', expiresAt: 5 }], 0);
    const put = (index: number) =>
      documents[index % 3]?.write(
        [
          { collection: 'services', id: 'a', expect: 'absent', body: `${index}` },
          ...(index % 2 === 0 ? [{ collection: 'realms', id: 'b', expect: 'absent' as const, body: `${index}` }] : []),
        ],
        10,
      );
    const won = (await Promise.all(Array.from({ length: 20 }, (_, index) => put(index)))).flatMap((done, index) => (done ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await documents[1]?.get('services', 'a', 10))?.body).toBe(String(won[0]));
    expect((await documents[2]?.get('realms', 'b', 10))?.body).toBe(Number(won[0]) % 2 === 0 ? String(won[0]) : undefined);
  });

  it('put what may be there or not, all of them at once, and nobody is refused', async () => {
    const { documents } = await copies(3);
    const put = (index: number) =>
      documents[index % 3]?.write(
        [
          { collection: 'services', id: 'a', expect: 'any', body: `${index}` },
          ...(index % 2 === 0 ? [{ collection: 'realms', id: 'b', expect: 'any' as const, body: `${index}` }] : []),
        ],
        0,
      );
    expect(await Promise.all(Array.from({ length: 20 }, (_, index) => put(index)))).toEqual(Array.from({ length: 20 }, () => true));
  });

  it('are seen by whoever would copy the database, also while one opens its place in the changes anew', async () => {
    const { uri } = await copies(1);
    const asks = await openMongoForCopy({ uri });
    const client = await new MongoClient(uri).connect();
    onTestFinished(async () => {
      await client.close();
      await asks.documents.close();
    });
    const name = client.db().databaseName;
    const cursors = async () => {
      const all = await client
        .db('admin')
        .aggregate<{ ns?: string; cursor?: { cursorId: Long } }>([{ $currentOp: { allUsers: true, idleCursors: true } }])
        .toArray();
      return all.flatMap(({ ns, cursor }) => (ns?.startsWith(`${name}.`) && cursor !== undefined ? [cursor.cursorId] : []));
    };
    await expect.poll(async () => (await cursors()).length, { timeout: 30_000 }).toBeGreaterThan(0);
    await client.db().command({ killCursors: '$cmd.aggregate', cursors: await cursors() });
    await expect.poll(async () => (await cursors()).length, { timeout: 30_000, interval: 5 }).toBe(0);
    expect(await asks.isInUse()).toBe(true);
  });

  it('do a group again that MongoDB had no room for beside the others, and give up on what is refused', async () => {
    const client = await new MongoClient(await emptyDatabase()).connect();
    onTestFinished(() => client.close());
    const services = client.db().collection<{ _id: string }>('services');
    for (const code of [388, -31_800]) {
      let tries = 0;
      await inTransaction(client, { w: 'majority' }, async (session) => {
        tries += 1;
        await services.insertOne({ _id: `${code} ${tries}` }, { session });
        if (tries === 1)
          throw new MongoServerError({ code, errmsg: 'transaction is too large and will not fit in the storage engine cache' });
      });
      expect(await services.find({ _id: { $regex: `^${code} ` } }).toArray(), 'the first try is undone').toEqual([{ _id: `${code} 2` }]);
    }
    const refused = inTransaction(client, { w: 'majority' }, () => Promise.reject(new MongoServerError({ code: 13 })));
    await expect(refused).rejects.toMatchObject({ code: 13 });
  });

  it('find and change nothing by an id that is a question', async () => {
    const { documents } = await copies(1);
    const [store] = documents;
    await store?.write([{ collection: 'services', id: 'a', expect: 'absent', body: '1' }], 0);
    const question = { $gt: '' } as unknown as string;
    await expect(store?.get('services', question, 0)).rejects.toThrow(TypeError);
    for (const expected of ['any', 'absent', 1] as const) {
      for (const body of ['2', undefined]) {
        await expect(store?.write([{ collection: 'services', id: question, expect: expected, body }], 0)).rejects.toThrow(TypeError);
      }
    }
    expect(await store?.findPart('services', 'name', question, {}, 0, 10)).toEqual([]);
    expect((await store?.scan('services', undefined, 10))?.map(({ id, body }) => [id, body])).toEqual([['a', '1']]);
  });

  it('settle a push once', async () => {
    const { stores } = await copies(3);
    await stores[0]?.pushMessages.insert(pushMessage('m'));
    const settled = await Promise.all(
      stores.flatMap((one) =>
        (['SUCCESS', 'DENIED', 'SUCCESS'] as const).map((state) => one.pushMessages.settle('/alpha', 'm', { state })),
      ),
    );
    expect(settled.filter(Boolean)).toHaveLength(1);
  });

  it('go on while no changes are told, at most half a second behind', async () => {
    const { uri, stores } = await copies(2);
    const [one, other] = stores;
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    // A collection that is dropped ends the streams of the database that it is in, with everything in it.
    await client.db().dropDatabase();
    await one?.realms.put(realm('/alpha'));
    await vi.waitFor(async () => expect(await other?.realms.settings('/alpha')).toEqual(realm('/alpha')), 30_000);
  });

  it('trust no stream that was opened on a primary which has stepped down since', async () => {
    const client = await new MongoClient(await emptyDatabase()).connect();
    const feed = new ChangeFeed(client.db(), ['realms']);
    onTestFinished(async () => {
      await feed.close();
      await client.close();
    });
    await vi.waitUntil(() => feed.isLive, 30_000);
    const before = feed.count('realms');
    await client.db('admin').command({ replSetStepDown: 1, force: true });
    await vi.waitUntil(() => !feed.isLive, { timeout: 30_000, interval: 5 });
    await vi.waitUntil(() => feed.isLive, 30_000);
    expect(feed.count('realms')).toBeGreaterThan(before);
  });
});
