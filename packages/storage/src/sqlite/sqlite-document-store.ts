import { join } from 'node:path';
import { EPHEMERAL_COLLECTIONS } from '../collections.ts';
import type { DocumentStore, DocumentWrite, IdRange, KeyValue, StoredDocument, WholeDocument } from '../document-store.ts';
import { prepareDataDirectory } from './prepare-data-directory.ts';
import { SqliteFile } from './sqlite-file.ts';

/** The embedded store: one file for what must outlive a power cut, one for what only has to outlive the process. */
export class SqliteDocumentStore implements DocumentStore {
  readonly #durable: SqliteFile;
  readonly #ephemeral: SqliteFile;

  /**
   * @param directory is made when it is not there, for its owner only
   * @param alone keeps every other process out while it is open, and finds whether one is in
   * @throws WaygateError (operational) `storage.unreadable`, `storage.newer_file`, `storage.in_use` when it cannot be alone
   */
  constructor(directory: string, alone = false) {
    prepareDataDirectory(directory);
    this.#durable = new SqliteFile(join(directory, 'durable.sqlite'), 'FULL', alone);
    try {
      this.#ephemeral = new SqliteFile(join(directory, 'ephemeral.sqlite'), 'NORMAL', alone);
    } catch (error) {
      void this.#durable.close();
      throw error;
    }
  }

  get(collection: string, id: string, now: number): Promise<StoredDocument | undefined> {
    return this.#file(collection).get(collection, id, now);
  }

  find(collection: string, key: string, value: KeyValue, now: number, most?: number): Promise<readonly StoredDocument[]> {
    return this.#file(collection).find(collection, key, value, now, most);
  }

  findPart(collection: string, key: string, value: string, range: IdRange, now: number, most: number): Promise<readonly StoredDocument[]> {
    return this.#file(collection).findPart(collection, key, value, range, now, most);
  }

  async write(writes: readonly DocumentWrite[], now: number, durable = false): Promise<boolean> {
    const files = new Set(writes.map(({ collection }) => this.#file(collection)));
    if (files.size > 1) throw new Error('An atomic group cannot span both files.');
    const [file] = files;
    // What is in the durable file is durable anyway.
    return file === undefined || file.write(writes, now, durable && file === this.#ephemeral);
  }

  generation(collection: string, by: 'anybody' | 'others' = 'anybody'): number {
    return this.#file(collection).generation(collection, by);
  }

  async collections(): Promise<readonly string[]> {
    return [...(await this.#durable.collections()), ...(await this.#ephemeral.collections())];
  }

  scan(collection: string, after: string | undefined, most: number): Promise<readonly StoredDocument[]> {
    return this.#file(collection).scan(collection, after, most);
  }

  rewrite(collection: string, documents: readonly StoredDocument[]): Promise<number> {
    return this.#file(collection).rewrite(collection, documents);
  }

  dump(collection: string, after: string | undefined, most: number): Promise<readonly WholeDocument[]> {
    return this.#file(collection).dump(collection, after, most);
  }

  load(collection: string, documents: readonly WholeDocument[]): Promise<void> {
    return this.#file(collection).load(collection, documents);
  }

  get largestBody(): number {
    return this.#durable.largestBody;
  }

  async sweep(now: number): Promise<number> {
    return (await this.#durable.sweep(now)) + (await this.#ephemeral.sweep(now));
  }

  async ping(): Promise<void> {
    await this.#durable.ping();
    await this.#ephemeral.ping();
  }

  async close(): Promise<void> {
    await this.#durable.close();
    await this.#ephemeral.close();
  }

  #file(collection: string): SqliteFile {
    return EPHEMERAL_COLLECTIONS.has(collection) ? this.#ephemeral : this.#durable;
  }
}
