import { assertDistinct } from '../assert-distinct.ts';
import type { DocumentStore, DocumentWrite, IdRange, KeyValue, StoredDocument, WholeDocument } from '../document-store.ts';
import { firstRevision } from '../first-revision.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import { byCodePoints, MemoryCollection } from './memory-collection.ts';

/** Documents in memory, for tests and for trying things out: nothing survives the process. */
export class MemoryDocumentStore implements DocumentStore {
  readonly largestBody = Number.POSITIVE_INFINITY;
  readonly #collections = new Map<string, MemoryCollection>();
  #closed = false;
  #generation = 0;

  async get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    const entry = this.#of(collection).alive(id, now);
    return entry === undefined ? undefined : { id, revision: entry.revision, body: entry.body };
  }

  async find(collection: string, key: string, value: KeyValue, now: number, most?: number): Promise<readonly StoredDocument[]> {
    return this.#of(collection).find(key, value, now).slice(0, most);
  }

  async findPart(
    collection: string,
    key: string,
    value: string,
    { after, before, backwards = false }: IdRange,
    now: number,
    most: number,
  ): Promise<readonly StoredDocument[]> {
    const found = this.#of(collection)
      .find(key, value, now)
      .filter(({ id }) => (after === undefined || byCodePoints(id, after) > 0) && (before === undefined || byCodePoints(id, before) < 0));
    return (backwards ? found.toReversed() : found).slice(0, most);
  }

  // No await in here: that is what makes a group atomic.
  async write(writes: readonly DocumentWrite[], now: number): Promise<boolean> {
    assertDistinct(writes);
    const holds = writes.every(({ collection, id, expect }) => {
      const revision = this.#of(collection).alive(id, now)?.revision;
      return expect === 'any' || (expect === 'absent' ? revision === undefined : revision === expect);
    });
    if (!holds) return false;
    this.#generation += 1;
    for (const { collection, id, body, keys, expiresAt, firstRevision: first } of writes) {
      const entries = this.#of(collection);
      const before = entries.alive(id, now);
      const revision = before === undefined ? (first ?? firstRevision()) : before.revision + 1;
      if (body === undefined) entries.delete(id);
      else entries.set(id, { revision, body, keys: keys ?? before?.keys ?? {}, expiresAt });
    }
    return true;
  }

  generation(_collection: string, by: 'anybody' | 'others' = 'anybody'): number {
    this.#assertOpen();
    return by === 'others' ? 0 : this.#generation;
  }

  async collections(): Promise<readonly string[]> {
    this.#assertOpen();
    return [...this.#collections].flatMap(([name, entries]) => (entries.isEmpty ? [] : [name])).sort();
  }

  async scan(collection: string, after: string | undefined, most: number): Promise<readonly StoredDocument[]> {
    return this.#of(collection).scan(after, most);
  }

  async rewrite(collection: string, documents: readonly StoredDocument[]): Promise<number> {
    const entries = this.#of(collection);
    this.#generation += 1;
    return documents.filter((document) => entries.rewrite(document)).length;
  }

  async dump(collection: string, after: string | undefined, most: number): Promise<readonly WholeDocument[]> {
    return this.#of(collection).dump(after, most);
  }

  async load(collection: string, documents: readonly WholeDocument[]): Promise<void> {
    this.#generation += 1;
    for (const { id, revision, body, keys, expiresAt } of documents) this.#of(collection).set(id, { revision, body, keys, expiresAt });
  }

  async sweep(now: number): Promise<number> {
    this.#assertOpen();
    let swept = 0;
    for (const entries of this.#collections.values()) swept += entries.sweep(now);
    return swept;
  }

  async ping(): Promise<void> {
    this.#assertOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#collections.clear();
  }

  #of(name: string): MemoryCollection {
    this.#assertOpen();
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new MemoryCollection();
      this.#collections.set(name, collection);
    }
    return collection;
  }

  #assertOpen(): void {
    if (this.#closed) throw storeUnavailable();
  }
}
