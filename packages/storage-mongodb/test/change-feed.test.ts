import { type ChangeStream, MongoClient, type TopologyDescriptionChangedEvent } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ChangeFeed } from '../src/change-feed.ts';

/** A stream whose answers a test gives. */
class Stream {
  closed = false;
  #answer = Promise.withResolvers<null>();
  tryNext() {
    return this.#answer.promise;
  }
  /** Says that nothing has changed. */
  answer() {
    const { resolve } = this.#answer;
    this.#answer = Promise.withResolvers<null>();
    resolve(null);
  }
  async close() {
    this.closed = true;
    this.#answer.reject(new Error('closed'));
  }
}

/** A feed over a client that is connected to nothing. */
function feedOf() {
  const client = new MongoClient('mongodb://127.0.0.1:1');
  const db = client.db('waygate');
  const streams: Stream[] = [];
  vi.spyOn(db, 'watch').mockImplementation(() => {
    const stream = new Stream();
    streams.push(stream);
    return stream as unknown as ChangeStream;
  });
  let now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const feed = new ChangeFeed(db, ['realms']);
  onTestFinished(async () => {
    await feed.close();
    vi.restoreAllMocks();
  });
  const topology = (types: Readonly<Record<string, string>>) => ({
    servers: new Map(Object.entries(types).map(([address, type]) => [address, { address, type }])),
  });
  const changes = (from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>) =>
    client.emit('topologyDescriptionChanged', {
      previousDescription: topology(from),
      newDescription: topology(to),
    } as unknown as TopologyDescriptionChangedEvent);
  const live = async (index: number) => {
    await vi.waitUntil(() => streams.length > index, 10_000);
    streams[index]?.answer();
    await vi.waitUntil(() => feed.isLive, 10_000);
  };
  return { feed, streams, changes, live, pass: (by: number) => (now += by) };
}

it.each([
  ['another is the primary', { a: 'RSSecondary', b: 'RSPrimary' }],
  ['nobody knows the primary', { a: 'Unknown', b: 'RSSecondary' }],
])('trusts no stream any more when %s, and counts everything as changed once it follows the one that is there', async (_, to) => {
  const { feed, streams, changes, live } = feedOf();
  await live(0);
  const before = feed.count('realms');
  changes({ a: 'RSPrimary' }, { a: 'RSPrimary', b: 'RSSecondary' });
  expect([feed.isLive, streams[0]?.closed]).toEqual([true, false]);
  changes({ a: 'RSPrimary', b: 'RSSecondary' }, to);
  expect([feed.isLive, streams[0]?.closed]).toEqual([false, true]);
  const between = feed.count('realms');
  expect(between).toBeGreaterThan(before);
  await live(1);
  expect(feed.count('realms')).toBeGreaterThan(between);
});

it('counts everything as changed after an answer that came late', async () => {
  const { feed, streams, live, pass } = feedOf();
  await live(0);
  const before = feed.count('realms');
  pass(700);
  streams[0]?.answer();
  await Promise.resolve();
  pass(100);
  expect([feed.isLive, feed.count('realms')]).toEqual([true, before]);
  pass(700);
  expect(feed.isLive).toBe(false);
  streams[0]?.answer();
  await vi.waitUntil(() => feed.isLive, 10_000);
  expect(feed.count('realms')).toBeGreaterThan(before);
});

it('listens to its client no longer than it is open', async () => {
  const client = new MongoClient('mongodb://127.0.0.1:1');
  const stream = new Stream();
  const db = client.db('waygate');
  vi.spyOn(db, 'watch').mockImplementation(() => stream as unknown as ChangeStream);
  const feed = new ChangeFeed(db, ['realms']);
  expect(client.listenerCount('topologyDescriptionChanged')).toBe(1);
  await feed.close();
  expect(client.listenerCount('topologyDescriptionChanged')).toBe(0);
});
