import type { DocumentStore, DocumentWrite, StoredDocument } from '../document-store.ts';

interface Entry extends StoredDocument {
  readonly keys: Readonly<Record<string, string>>;
  readonly expiresAt: number | undefined;
}

/** Documents in memory, for tests and for trying things out: nothing survives the process. */
export class MemoryDocumentStore implements DocumentStore {
  readonly #collections = new Map<string, Map<string, Entry>>();

  async get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    return seen(this.#alive(collection, id, now));
  }

  async find(collection: string, key: string, value: string, now: number): Promise<readonly StoredDocument[]> {
    const found = [...this.#of(collection).values()].filter((entry) => isAlive(entry, now) && entry.keys[key] === value);
    return found.sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((entry) => seen(entry) ?? []);
  }

  async write(writes: readonly DocumentWrite[], now: number): Promise<boolean> {
    const holds = writes.every(({ collection, id, expect }) => {
      const revision = this.#alive(collection, id, now)?.revision;
      return expect === 'any' || (expect === 'absent' ? revision === undefined : revision === expect);
    });
    if (!holds) return false;
    for (const { collection, id, body, keys, expiresAt } of writes) {
      const entries = this.#of(collection);
      const revision = (this.#alive(collection, id, now)?.revision ?? 0) + 1;
      if (body === undefined) entries.delete(id);
      else entries.set(id, { id, revision, body, keys: keys ?? {}, expiresAt });
    }
    return true;
  }

  async sweep(now: number): Promise<number> {
    let swept = 0;
    for (const entries of this.#collections.values()) {
      for (const [id, entry] of entries) {
        if (isAlive(entry, now)) continue;
        entries.delete(id);
        swept += 1;
      }
    }
    return swept;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    this.#collections.clear();
  }

  #of(collection: string): Map<string, Entry> {
    let entries = this.#collections.get(collection);
    if (entries === undefined) {
      entries = new Map();
      this.#collections.set(collection, entries);
    }
    return entries;
  }

  #alive(collection: string, id: string, now: number): Entry | undefined {
    const entry = this.#of(collection).get(id);
    return entry !== undefined && isAlive(entry, now) ? entry : undefined;
  }
}

function seen(entry: Entry | undefined): StoredDocument | undefined {
  return entry === undefined ? undefined : { id: entry.id, revision: entry.revision, body: entry.body };
}

function isAlive(entry: Entry, now: number): boolean {
  return entry.expiresAt === undefined || entry.expiresAt > now;
}
