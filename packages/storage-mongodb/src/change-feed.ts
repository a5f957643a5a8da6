import { setTimeout as pause } from 'node:timers/promises';
import { type ChangeStream, type Db, ReadConcern, type TopologyDescriptionChangedEvent } from 'mongodb';

/** What MongoDB demands of a change stream, whatever else is read by: with any other it opens none. */
const CONFIRMED_BY_MOST = new ReadConcern('majority');
/** How long the database may hold back an answer that nothing has changed, milliseconds. */
const ANSWERS_WITHIN_MS = 250;
/** After so long without an answer nothing that was read before is gone by for longer than a turn of this length, milliseconds. */
const LIVE_FOR_MS = 750;
/** While the feed is not live, everything counts as changed as often as this, milliseconds: what is kept is asked for again. */
const TURN_MS = 500;

/**
 * Hears of what any process writes into some collections, through a change stream. While the stream is not there (the primary is changing, or the account may not open
 * one) everything counts as changed twice a second, so that whoever keeps what they read asks again: no copy of the server goes by what is older than a second.
 *
 * A stream stays with the server that it was opened on, also when that one steps down: it goes on answering, with what has reached it by then. So the stream is closed when the primary is another one, or not
 * known, and opened anew on the one that is there.
 */
export class ChangeFeed {
  readonly #db: Db;
  readonly #changes: Map<string, number>;
  #everything = 0;
  #heardAt = Number.NEGATIVE_INFINITY;
  #turnBegan = Number.NEGATIVE_INFINITY;
  #stream: ChangeStream | undefined;
  #closed = false;
  readonly #done: Promise<void>;

  /** @param collections whose changes are counted */
  constructor(db: Db, collections: readonly string[]) {
    this.#db = db;
    this.#changes = new Map(collections.map((name) => [name, 0]));
    db.client.on('topologyDescriptionChanged', this.#onTopology);
    this.#done = this.#listen();
  }

  /** Whether the changes of the collection are counted. */
  covers(collection: string): boolean {
    return this.#changes.has(collection);
  }

  /** A number that is another one once the collection may have changed. */
  count(collection: string): number {
    const now = performance.now();
    if (now - this.#heardAt > LIVE_FOR_MS && now - this.#turnBegan >= TURN_MS) {
      this.#turnBegan = now;
      this.#everything += 1;
    }
    return this.#everything + (this.#changes.get(collection) ?? 0);
  }

  /** Whether changes are being told at this moment. */
  get isLive(): boolean {
    return performance.now() - this.#heardAt <= LIVE_FOR_MS;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#db.client.off('topologyDescriptionChanged', this.#onTopology);
    await this.#stream?.close().catch(() => undefined);
    await this.#done;
  }

  readonly #onTopology = ({ previousDescription, newDescription }: TopologyDescriptionChangedEvent): void => {
    const before = primaryOf(previousDescription);
    if (before === undefined || before === primaryOf(newDescription)) return;
    this.#heardAt = Number.NEGATIVE_INFINITY;
    this.#stream?.close().catch(() => undefined);
  };

  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#follow();
      } catch {
        // Whatever it was, it is tried again: meanwhile `count` goes on by itself.
      }
      await this.#stream?.close().catch(() => undefined);
      if (!this.#closed) await pause(TURN_MS, undefined, { ref: false });
    }
  }

  async #follow(): Promise<void> {
    const only = [{ $match: { 'ns.coll': { $in: [...this.#changes.keys()] } } }, { $project: { ns: 1, operationType: 1 } }];
    const stream = this.#db.watch(only, { maxAwaitTimeMS: ANSWERS_WITHIN_MS, readConcern: CONFIRMED_BY_MOST });
    this.#stream = stream;
    for (let first = true; !this.#closed; first = false) {
      const change = await stream.tryNext();
      // It may have answered before it heard that it is closed.
      if (stream.closed) return;
      // What changed before the stream was open was told by nobody; nor was what changed while its answers were late, to who read meanwhile.
      if (first || !this.isLive) this.#everything += 1;
      this.#heardAt = performance.now();
      const collection = change !== null && 'ns' in change && change.ns !== undefined && 'coll' in change.ns ? change.ns.coll : undefined;
      if (collection !== undefined) this.#changes.set(collection, (this.#changes.get(collection) ?? 0) + 1);
    }
  }
}

/** Address of the primary as far as the client knows; undefined when there is none. */
function primaryOf({ servers }: TopologyDescriptionChangedEvent['newDescription']): string | undefined {
  return [...servers.values()].find(({ type }) => type === 'RSPrimary')?.address;
}
