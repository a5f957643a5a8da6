import type { AuditEntry, AuditFilter, AuditPage, AuditRecord } from '@waygate/schema';

/** What to look for in the audit log of a realm. Times are epoch milliseconds. */
export interface AuditQuery extends AuditFilter {
  readonly from: number;
  readonly to: number;
  /** Only what comes before the record of this id. */
  readonly before?: string;
  readonly limit: number;
}

/** Which records to walk through, oldest first. Times are epoch milliseconds. */
export interface AuditWalk {
  /** All realms when left out. */
  readonly realm?: string;
  /** Only what holds of these; a person only together with a realm. Unread parts are yielded too, as empty ones, so that whoever waits sees that it goes on. */
  readonly filter?: AuditFilter;
  readonly from: number;
  readonly to: number;
  /** Only what comes after the record of this id. */
  readonly after?: string;
  /** Is told the id of each record that is left out because it cannot be read. */
  readonly unreadable?: (id: string) => void;
}

/**
 * What happened, for as long as it is kept. It lies where the sessions lie, so that the record of a sign-on is written with the session that it made or not at all; what need
 * not be in one group with a session outlives a power cut when that is asked for.
 */
export interface AuditStore {
  /** Writes records in one atomic group. @param durable whether they must outlive a power cut, too */
  append(entries: readonly AuditEntry[], durable: boolean): Promise<void>;
  /** Writes another content in the place of a record. Does nothing when it has gone. */
  amend(entry: AuditEntry, durable: boolean): Promise<void>;
  /** Newest first. Looks at no more than some thousands at once: then it says where to go on. */
  search(realm: string, query: AuditQuery): Promise<AuditPage>;
  /** @returns undefined also for a record of another realm, and for one that cannot be read */
  find(realm: string, id: string): Promise<AuditRecord | undefined>;
  /** Some at a time, for however many there are. */
  walk(which: AuditWalk): AsyncIterable<readonly AuditRecord[]>;
}
