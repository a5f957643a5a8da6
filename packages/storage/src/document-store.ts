/** A document as a store keeps it. `body` is JSON text; `revision` counts the writes of this id, from 1. */
export interface StoredDocument {
  readonly id: string;
  readonly revision: number;
  readonly body: string;
}

/** One write of an atomic group. */
export interface DocumentWrite {
  readonly collection: string;
  readonly id: string;
  /** What must be there before: nothing, anything or nothing, or exactly this revision. */
  readonly expect: 'absent' | 'any' | number;
  /** New content; undefined deletes. */
  readonly body: string | undefined;
  /** Names under which `find` lists the document, one value each. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Epoch milliseconds after which the document is never returned; undefined keeps it. */
  readonly expiresAt?: number;
}

/**
 * The one primitive that a database engine must give. Everything else is written once on top of it.
 * An expired document counts as absent everywhere, whether it was swept or not.
 */
export interface DocumentStore {
  get(collection: string, id: string, now: number): Promise<StoredDocument | undefined>;
  /** Documents whose key has this value, ordered by id. */
  find(collection: string, key: string, value: string, now: number): Promise<readonly StoredDocument[]>;
  /**
   * Writes all or nothing, in one atomic step, also between processes.
   * @param durable whether the write must outlive a power cut even where the collection as a whole need not
   * @returns false, with nothing written, when an expectation does not hold
   */
  write(writes: readonly DocumentWrite[], now: number, durable?: boolean): Promise<boolean>;
  /** Removes expired documents. @returns how many */
  sweep(now: number): Promise<number>;
  /** @throws WaygateError `storage.unavailable` (operational) when the store does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}
