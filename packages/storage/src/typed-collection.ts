import { WaygateError } from '@waygate/schema';
import type { z } from 'zod';
import type { DocumentStore, DocumentWrite } from './document-store.ts';

/** A document with the revision it was read at. */
export interface Read<T> {
  readonly revision: number;
  readonly value: T;
}

interface WriteOptions {
  readonly keys?: Readonly<Record<string, string>>;
  readonly expiresAt?: number;
}

/** A collection whose documents have one shape, checked on the way out: what an operator or another version left there is not trusted. */
export class TypedCollection<T> {
  readonly #store: DocumentStore;
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  readonly #now: () => number;

  constructor(store: DocumentStore, name: string, schema: z.ZodType<T>, now: () => number) {
    this.#store = store;
    this.#name = name;
    this.#schema = schema;
    this.#now = now;
  }

  /** @param now epoch milliseconds by which expiry is judged; the clock's when left out */
  async read(id: string, now = this.#now()): Promise<Read<T> | undefined> {
    const stored = await this.#store.get(this.#name, id, now);
    return stored === undefined ? undefined : { revision: stored.revision, value: this.#parse(stored.id, stored.body) };
  }

  async find(key: string, value: string, now = this.#now()): Promise<readonly T[]> {
    const found = await this.#store.find(this.#name, key, value, now);
    return found.map(({ id, body }) => this.#parse(id, body));
  }

  write(id: string, expect: DocumentWrite['expect'], value: T | undefined, options: WriteOptions = {}, durable = false): Promise<boolean> {
    return this.#store.write([this.prepared(id, expect, value, options)], this.#now(), durable);
  }

  /** A write for an atomic group. */
  prepared(id: string, expect: DocumentWrite['expect'], value: T | undefined, options: WriteOptions = {}): DocumentWrite {
    return { collection: this.#name, id, expect, body: value === undefined ? undefined : JSON.stringify(value), ...options };
  }

  /**
   * Reads, changes and writes until no other writer came between.
   * @param change gets the present value and gives the new one, or undefined to leave everything; may run more than once
   * @returns the new value, or undefined when nothing was there or nothing was to change
   */
  async update(id: string, change: (value: T) => T | undefined, options: (value: T) => WriteOptions = () => ({})): Promise<T | undefined> {
    for (;;) {
      const read = await this.read(id);
      const value = read === undefined ? undefined : change(read.value);
      if (read === undefined || value === undefined) return undefined;
      if (await this.write(id, read.revision, value, options(value))) return value;
    }
  }

  #parse(id: string, body: string): T {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch (cause) {
      throw this.#corrupt(id, cause);
    }
    const result = this.#schema.safeParse(parsed);
    if (!result.success) throw this.#corrupt(id, result.error);
    return result.data;
  }

  #corrupt(id: string, cause: unknown): WaygateError {
    return new WaygateError('unexpected', 'storage.corrupt', `Document ${id} of ${this.#name} does not have the shape it should have.`, {
      cause,
    });
  }
}
