import type { AuditList, AuditRecord } from '@waygate/schema';

/** How much later than its time a record may come to be readable, milliseconds: what is written soon waits, and clocks of copies differ. */
export const LATE_MS = 60_000;
/** How many new records are kept for being shown; above that the list is loaded anew. */
const MOST_NEW = 500;

/** What came since a list was loaded. */
export interface NewRecords {
  /** Newest first; those of the list among them, in their present state. */
  readonly records: readonly AuditRecord[];
  /** Whether more came than are kept. */
  readonly isMany: boolean;
  /** When the server was last asked, by its own clock, epoch milliseconds. */
  readonly now: number;
}

/** Adds an answer to what came before it. What is told again is told as it is now. */
export function withAnswer(
  before: NewRecords | undefined,
  { records, next, now }: Pick<AuditList, 'records' | 'next' | 'now'>,
): NewRecords {
  const all = new Map([...(before?.records ?? []), ...records].map((record) => [record.id, record]));
  const sorted = [...all.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  return { records: sorted.slice(0, MOST_NEW), isMany: before?.isMany === true || next !== undefined || sorted.length > MOST_NEW, now };
}

/** Records of a list as they are now, and those that the list does not have. */
export function sortOut(listed: readonly AuditRecord[], found: NewRecords | undefined) {
  const present = new Map((found?.records ?? []).map((record) => [record.id, record]));
  const known = new Set(listed.map(({ id }) => id));
  return {
    listed: listed.map((record) => present.get(record.id) ?? record),
    fresh: (found?.records ?? []).filter(({ id }) => !known.has(id)),
  };
}
