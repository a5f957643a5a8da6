import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { deepFreeze } from './deep-freeze.ts';
import type { DocumentStore, DocumentWrite, KeyValue } from './document-store.ts';

/** A document with the revision it was read at. */
export interface Read<T> {
  readonly revision: number;
  readonly value: T;
}

type Placing = Pick<DocumentWrite, 'keys' | 'expiresAt' | 'firstRevision'>;

interface WriteOptions extends Placing {
  /** Epoch milliseconds by which expiry is judged; the clock's when left out. Who read at a time must write at the same. */
  readonly now?: number;
  /** Whether the write must outlive a power cut even where the collection need not. */
  readonly durable?: boolean;
}

interface Kept<T> {
  readonly generation: number;
  readonly read: Read<T> | undefined;
}

/** How many documents of a collection are kept, those that were asked for and are not there included. */
const MOST_KEPT = 1_000;

/** A collection whose documents have one shape, checked on the way out: what an operator or another version left there is not trusted. */
export class TypedCollection<T> {
  readonly #store: DocumentStore;
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  readonly #now: () => number;
  readonly #kept: Map<string, Kept<T>> | undefined;

  /** @param options.keep for what is read far more often than written and never expires: it is read and checked again only when something has changed */
  constructor(store: DocumentStore, name: string, schema: z.ZodType<T>, now: () => number, { keep = false } = {}) {
    this.#store = store;
    this.#name = name;
    this.#schema = schema;
    this.#now = now;
    this.#kept = keep ? new Map() : undefined;
  }

  /**
   * @param now epoch milliseconds by which expiry is judged; the clock's when left out
   * @throws WaygateError `storage.corrupt` (unexpected) when the document does not have the shape it should have
   */
  async read(id: string, now = this.#now()): Promise<Read<T> | undefined> {
    if (this.#kept === undefined) return this.#fresh(id, now);
    const generation = this.#store.generation(this.#name);
    const kept = this.#kept.get(id);
    if (kept?.generation === generation) return kept.read;
    const read = deepFreeze(await this.#fresh(id, now));
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(id, { generation, read });
    return read;
  }

  async #fresh(id: string, now: number): Promise<Read<T> | undefined> {
    const stored = await this.#store.get(this.#name, id, now);
    return stored === undefined ? undefined : { revision: stored.revision, value: this.#parse(stored.id, stored.body) };
  }

  /** @throws WaygateError `storage.corrupt` (unexpected) when a document does not have the shape it should have */
  async find(key: string, value: KeyValue, now = this.#now(), most?: number): Promise<readonly T[]> {
    return (await this.entries(key, value, now, most)).map(([, found]) => found);
  }

  /** As `find`, with the id of each. */
  async entries(key: string, value: KeyValue, now = this.#now(), most?: number): Promise<readonly (readonly [id: string, value: T])[]> {
    const found = await this.#store.find(this.#name, key, value, now, most);
    return found.map(({ id, body }) => [id, this.#parse(id, body)]);
  }

  /** @returns false, with nothing written, when the expectation does not hold */
  write(id: string, expect: DocumentWrite['expect'], value: T | undefined, options: WriteOptions = {}): Promise<boolean> {
    const { now = this.#now(), durable = false, ...placing } = options;
    return this.#store.write([this.prepared(id, expect, value, placing)], now, durable);
  }

  /** A write for an atomic group. */
  prepared(id: string, expect: DocumentWrite['expect'], value: T | undefined, placing: Placing = {}): DocumentWrite {
    return { collection: this.#name, id, expect, body: value === undefined ? undefined : JSON.stringify(value), ...placing };
  }

  /** Writes what cannot be there yet. @throws WaygateError `storage.id_taken` (unexpected) when it is */
  async insert(id: string, value: T, options: WriteOptions = {}): Promise<void> {
    if (await this.write(id, 'absent', value, options)) return;
    throw new WaygateError('unexpected', 'storage.id_taken', `A new document of ${this.#name} has the id of another.`);
  }

  /**
   * Reads, changes and writes until no other writer came between.
   * @param change gets the present value and gives the new one, or undefined to leave everything; may run more than once
   * @param options of the write, made of the new value; a document that expires must get its expiry again
   * @param at epoch milliseconds by which expiry is judged; the clock's when left out
   * @returns the new value, or undefined when nothing was there or nothing was to change
   */
  async update(
    id: string,
    change: (value: T) => T | undefined,
    options: (value: T) => Omit<WriteOptions, 'now'> = () => ({}),
    at?: number,
  ): Promise<T | undefined> {
    for (;;) {
      const now = at ?? this.#now();
      const read = await this.read(id, now);
      const value = read === undefined ? undefined : change(read.value);
      if (read === undefined || value === undefined) return undefined;
      if (await this.write(id, read.revision, value, { ...options(value), now })) return value;
    }
  }

  /** @returns whether this call removed it: of several at once one did */
  async remove(id: string, options: Pick<WriteOptions, 'durable'> = {}): Promise<boolean> {
    for (;;) {
      const now = this.#now();
      // The content does not matter here: what is corrupt can still be removed.
      const stored = await this.#store.get(this.#name, id, now);
      if (stored === undefined) return false;
      if (await this.write(id, stored.revision, undefined, { now, ...options })) return true;
    }
  }

  #parse(id: string, body: string): T {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      // The parser's own error quotes the text, which may hold what no log should.
      throw this.#corrupt(id, 'it is not JSON');
    }
    const result = this.#schema.safeParse(parsed);
    if (!result.success) throw this.#corrupt(id, z.prettifyError(result.error));
    return result.data;
  }

  /** The id may name a person, so it goes into the cause, which stays with the operator. */
  #corrupt(id: string, why: string): WaygateError {
    const cause = new Error(`Document ${JSON.stringify(id)} of ${this.#name}: ${why}`);
    return new WaygateError('unexpected', 'storage.corrupt', `A document of ${this.#name} does not have the shape it should have.`, {
      cause,
    });
  }
}
