import { type AuditEntry, type AuditFilter, type AuditPage, type AuditRecord, auditRecord, WaygateError } from '@waygate/schema';
import { firstAuditIdAt } from '../audit-id.ts';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore, StoredDocument } from '../document-store.ts';
import type { AuditQuery, AuditStore, AuditWalk } from '../ports/audit-store.ts';
import { auditWrite, personKey } from './audit-write.ts';

/** How many records are read at once: a page of the console, and little memory whatever they hold. */
const AT_ONCE = 500;
/** After how many records a search says where to go on, whatever it found. */
const MOST_READ = 5_000;

/** The audit log. The ids of records sort by time, so that a part of a realm's or of a person's is one part of the index. */
export class AuditRepository implements AuditStore {
  readonly #store: DocumentStore;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async append(entries: readonly AuditEntry[], durable: boolean): Promise<void> {
    const writes = entries.map((entry) => auditWrite(entry));
    if (await this.#store.write(writes, this.#now(), durable)) return;
    throw new WaygateError('unexpected', 'storage.id_taken', 'A new record of the audit log has the id of another.');
  }

  async amend(entry: AuditEntry, durable: boolean): Promise<void> {
    const now = this.#now();
    const stored = await this.#store.get(COLLECTIONS.audit, entry.record.id, now);
    if (stored !== undefined) await this.#store.write([auditWrite(entry, stored.revision)], now, durable);
  }

  async search(realm: string, query: AuditQuery): Promise<AuditPage> {
    const { from, to, limit } = query;
    const [key, value] = indexOf(realm, query.person);
    const isWanted = wanted(query);
    const records: AuditRecord[] = [];
    const range = { after: firstAuditIdAt(from), backwards: true };
    const end = firstAuditIdAt(to + 1);
    let before = query.before === undefined || query.before > end ? end : query.before;
    let unreadable = 0;
    const page = (more: Pick<AuditPage, 'next'> = {}): AuditPage => ({ records, ...more, ...(unreadable === 0 ? {} : { unreadable }) });
    for (let read = 0; ; ) {
      const part = await this.#store.findPart(COLLECTIONS.audit, key, value, { ...range, before }, this.#now(), AT_ONCE);
      for (const document of part) {
        before = document.id;
        read += 1;
        const record = parsed(document);
        if (record === undefined) unreadable += 1;
        else if (isWanted(record)) records.push(record);
        if (records.length >= limit) return page({ next: before });
      }
      if (part.length < AT_ONCE) return page();
      if (read >= MOST_READ) return page({ next: before });
    }
  }

  async find(realm: string, id: string): Promise<AuditRecord | undefined> {
    const document = await this.#store.get(COLLECTIONS.audit, id, this.#now());
    const record = document === undefined ? undefined : parsed(document);
    return record?.realm === realm ? record : undefined;
  }

  async *walk({ realm, from, to, after: start, filter = {}, unreadable }: AuditWalk): AsyncGenerator<readonly AuditRecord[]> {
    const first = firstAuditIdAt(from);
    const end = firstAuditIdAt(to + 1);
    const isWanted = wanted(filter);
    for (let after = start === undefined || start < first ? first : start; ; ) {
      const part = realm === undefined ? await this.#all(after) : await this.#of(indexOf(realm, filter.person), after, end);
      const last = part.at(-1)?.id;
      const records = part.flatMap((one) => {
        if (one.id >= end || !one.isAlive) return [];
        const record = parsed(one);
        if (record === undefined) unreadable?.(one.id);
        return record === undefined || !isWanted(record) ? [] : [record];
      });
      if (part.length > 0) yield records;
      // A store may give fewer than were asked for where they are large.
      if (last === undefined || last >= end) return;
      after = last;
    }
  }

  async #of([key, value]: ReturnType<typeof indexOf>, after: string, before: string) {
    const part = await this.#store.findPart(COLLECTIONS.audit, key, value, { after, before }, this.#now(), AT_ONCE);
    return part.map((one) => ({ ...one, isAlive: true }));
  }

  async #all(after: string) {
    const now = this.#now();
    return (await this.#store.dump(COLLECTIONS.audit, after, AT_ONCE)).map((one) => ({
      ...one,
      isAlive: one.expiresAt === undefined || one.expiresAt > now,
    }));
  }
}

/** Where the records of a realm, or of a person, are found. */
function indexOf(realm: string, person: string | undefined) {
  return person === undefined ? (['realm', realm] as const) : (['person', personKey(realm, person)] as const);
}

function wanted(filter: AuditFilter): (record: AuditRecord) => boolean {
  const { topics: ofTopics, event, result, actor, address, transaction, run, person } = filter;
  const topics: readonly string[] | undefined = ofTopics;
  return (record) =>
    (topics === undefined || topics.includes(record.topic)) &&
    (event === undefined || record.event.startsWith(event)) &&
    (result === undefined || record.result === result) &&
    (actor === undefined || record.actor?.id === actor || record.actor?.name === actor) &&
    (address === undefined || record.address === address) &&
    (transaction === undefined || record.transaction === transaction) &&
    (run === undefined || record.run === run) &&
    (person === undefined || record.person?.id === person);
}

/** @returns undefined for what is no record: the others are told all the same */
function parsed({ body }: StoredDocument): AuditRecord | undefined {
  const result = auditRecord.safeParse(readJson(body));
  return result.success ? result.data : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
