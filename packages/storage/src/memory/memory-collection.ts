import type { KeyValue, StoredDocument, WholeDocument } from '../document-store.ts';

interface Entry {
  readonly revision: number;
  readonly body: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly expiresAt: number | undefined;
}

/** Documents of one collection, indexed by their keys. */
export class MemoryCollection {
  readonly #entries = new Map<string, Entry>();
  /** Key name, then value, then the ids that have it. */
  readonly #index = new Map<string, Map<string, Set<string>>>();

  /** The document, unless it has expired. */
  alive(id: string, now: number): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && isAlive(entry, now) ? entry : undefined;
  }

  find(key: string, value: KeyValue, now: number): readonly StoredDocument[] {
    const values = new Set(typeof value === 'string' ? [value] : value);
    const ids = [...values].flatMap((one) => [...(this.#index.get(key)?.get(one) ?? [])]).sort(byCodePoints);
    return ids.flatMap((id) => {
      const entry = this.alive(id, now);
      return entry === undefined ? [] : { id, revision: entry.revision, body: entry.body };
    });
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** In the order of the ids, expired ones too. */
  scan(after: string | undefined, most: number): readonly StoredDocument[] {
    return this.dump(after, most).map(({ id, revision, body }) => ({ id, revision, body }));
  }

  /** As `scan`, with everything that is kept. */
  dump(after: string | undefined, most: number): readonly WholeDocument[] {
    const ids = [...this.#entries.keys()].sort(byCodePoints).filter((id) => after === undefined || byCodePoints(id, after) > 0);
    return ids.slice(0, most).flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry === undefined ? [] : { id, ...entry };
    });
  }

  /** @returns whether it was there at that revision */
  rewrite({ id, revision, body }: StoredDocument): boolean {
    const entry = this.#entries.get(id);
    if (entry?.revision !== revision) return false;
    this.#entries.set(id, { ...entry, body });
    return true;
  }

  set(id: string, entry: Entry): void {
    this.delete(id);
    this.#entries.set(id, entry);
    for (const [key, value] of Object.entries(entry.keys)) {
      const values = getOrMake(this.#index, key, () => new Map<string, Set<string>>());
      getOrMake(values, value, () => new Set<string>()).add(id);
    }
  }

  delete(id: string): void {
    for (const [key, value] of Object.entries(this.#entries.get(id)?.keys ?? {})) {
      const values = this.#index.get(key);
      const ids = values?.get(value);
      ids?.delete(id);
      if (ids?.size === 0) values?.delete(value);
    }
    this.#entries.delete(id);
  }

  /** @returns how many had expired */
  sweep(now: number): number {
    const expired = [...this.#entries].filter(([, entry]) => !isAlive(entry, now));
    for (const [id] of expired) this.delete(id);
    return expired.length;
  }
}

function isAlive({ expiresAt }: Entry, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}

/** Text compared as UTF-8 bytes, which is the order of code points; JavaScript's own order differs beyond U+FFFF. */
export function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
