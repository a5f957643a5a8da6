/** A document as a store keeps it. */
export interface StoredDocument {
  readonly id: string;
  /** Grows by one with each write and is never given twice for an id, even when the document was deleted or expired in between. */
  readonly revision: number;
  /** JSON text. */
  readonly body: string;
}

/** A document with everything that a store keeps of it, for whoever carries it elsewhere. */
export interface WholeDocument extends StoredDocument {
  readonly keys: Readonly<Record<string, string>>;
  /** Epoch milliseconds; undefined when it stays until it is deleted. */
  readonly expiresAt: number | undefined;
}

/** One write of an atomic group. */
export interface DocumentWrite {
  readonly collection: string;
  readonly id: string;
  /** What must be there before: nothing, anything or nothing, or exactly this revision. */
  readonly expect: 'absent' | 'any' | number;
  /** New content; undefined deletes. */
  readonly body: string | undefined;
  /** Names under which `find` lists the document, one value each. Left out, a document that was there keeps those that it has. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Epoch milliseconds from which the document is never returned; left out, it stays until it is deleted. */
  readonly expiresAt?: number;
  /** Revision of a document that was not there. Only for ids that never come back after a deletion; left out, the store chooses. */
  readonly firstRevision?: number;
}

/** Value of a key, or several of which one is enough. */
export type KeyValue = string | readonly string[];

/** Part of what has a value in a key, by the order of the ids. */
export interface IdRange {
  /** Only ids after this one. */
  readonly after?: string;
  /** Only ids before this one. */
  readonly before?: string;
  /** Whether the last come first. */
  readonly backwards?: boolean;
}

/**
 * The one primitive that a database engine must give. Everything else is written once on top of it.
 * An expired document counts as absent everywhere, whether it was swept or not; `now` is epoch milliseconds.
 * Every method throws WaygateError `storage.unavailable` (operational) when the store does not answer.
 */
export interface DocumentStore {
  get(collection: string, id: string, now: number): Promise<StoredDocument | undefined>;
  /**
   * Documents whose key has this value, or one of these, ordered by the code points of their ids.
   * @param value several are asked for at once, since each question may be a way over a network
   * @param most how many at most; all when left out
   */
  find(collection: string, key: string, value: KeyValue, now: number, most?: number): Promise<readonly StoredDocument[]>;
  /** As `find` of one value, but only a part of it: so that however many there are, no more are read than are wanted. */
  findPart(collection: string, key: string, value: string, range: IdRange, now: number, most: number): Promise<readonly StoredDocument[]>;
  /**
   * Writes all or nothing, in one atomic step, also between processes. A group names a document once.
   * @param durable whether the write must outlive a power cut even where the collection as a whole need not
   * @returns false, with nothing written, when an expectation does not hold
   */
  write(writes: readonly DocumentWrite[], now: number, durable?: boolean): Promise<boolean>;
  /**
   * A number that is another one as soon as a document of the collection may have changed, whoever changed it: this process at once, another on the same machine within
   * a turn of the event loop, another machine within a second. What was read while the number was the same is still true, or was a moment ago.
   * @param by `others` counts only what other processes changed; over a network a change of our own may count, too
   */
  generation(collection: string, by?: 'anybody' | 'others'): number;
  /** Names of the collections that have documents, expired ones too. */
  collections(): Promise<readonly string[]>;
  /** Documents of a collection in the order of the code points of their ids, expired ones too, some at a time. @param after id of the last one that was seen */
  scan(collection: string, after: string | undefined, most: number): Promise<readonly StoredDocument[]>;
  /**
   * Writes the same content in another form, in the place of what is there at exactly these revisions; revisions, keys and expiry stay, so that whoever read before
   * notices nothing. Each document by itself. @returns how many were written
   */
  rewrite(collection: string, documents: readonly StoredDocument[]): Promise<number>;
  /**
   * As `scan`, with everything that is kept of each document. Fewer than asked for where they are large; none only when there are no more.
   * @param after id of the last one that was seen
   */
  dump(collection: string, after: string | undefined, most: number): Promise<readonly WholeDocument[]>;
  /**
   * Puts documents there exactly as they were dumped, in the place of whatever has their ids; what is put there outlives a power cut. Each document by itself.
   * @throws WaygateError `storage.too_large` (operational), with nothing written, when one is larger than `largestBody`
   */
  load(collection: string, documents: readonly WholeDocument[]): Promise<void>;
  /** How large the text of a document may be, in bytes of UTF-8. */
  readonly largestBody: number;
  /** Removes expired documents. @returns how many */
  sweep(now: number): Promise<number>;
  ping(): Promise<void>;
  /** Closing twice does no harm. */
  close(): Promise<void>;
}
