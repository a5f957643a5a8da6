import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditAct, AuditOrigin, AuditPort } from '@waygate/node-kit';
import {
  AUDIT_EVENTS,
  type AuditEntry,
  type AuditEvent,
  type AuditEventName,
  type AuditRecord,
  type AuditTopic,
  WaygateError,
} from '@waygate/schema';
import { type AuditStore, newAuditId } from '@waygate/storage';
import type { ServerLog } from '../logging/server-log.ts';
import { type RefusalFold, RefusalFolds } from './refusal-folds.ts';

/** How long what is written soon waits for more of the same, milliseconds. */
const BATCH_MS = 250;
/** How many records are written in one group. */
const AT_ONCE = 100;
/** The most records that wait to be written: above that the newest are lost, and counted, rather than fill the memory. */
const MOST_WAITING = 20_000;
/** How long it takes until a store that did not answer is tried again, milliseconds. */
const RETRY_MS = 1_000;
/** How often it is logged at most that records cannot be written, milliseconds: an outage is no reason to fill the log. */
const SAYS_EVERY_MS = 60_000;
/** How much of a user agent is kept, characters: what it is and its version. */
const USER_AGENT = 200;
/** What must outlive a power cut, too. The rest lives and dies with the sessions and tokens that it tells of. */
const LASTING: ReadonlySet<string> = new Set<AuditTopic>(['account', 'configuration', 'operation', 'session']);

export interface AuditTrailOptions {
  /** How long records are kept, milliseconds; undefined is for ever. */
  readonly keepMs: number | undefined;
  /** Events that are not recorded. */
  readonly omit?: ReadonlySet<AuditEventName>;
  /** Code by which the trace of a sign-on is found. */
  readonly traceCode: (sessionId: string) => string;
  /** The person of a realm who is called so, if there is one. */
  readonly personCalled: (realm: string, name: string) => Promise<{ readonly id: string; readonly username: string } | undefined>;
  /** Is given each record once it is written, for whoever ships lines; an act that was begun comes again when it has ended. */
  readonly line?: (record: AuditRecord) => void;
  readonly log: Pick<ServerLog, 'error'>;
  /** How many actors whose refusals are counted are told apart; 10 000 when left out. */
  readonly refusedApart?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is known of the request that something happens in. */
interface Surroundings {
  readonly origin: () => AuditOrigin;
  actor?: NonNullable<AuditRecord['actor']>;
  run?: string;
}

/** Writes the audit log: what decides something before anybody is told, the rest within a moment, many together. */
export class AuditTrail implements AuditPort {
  readonly #store: AuditStore;
  readonly #options: AuditTrailOptions;
  readonly #present = new AsyncLocalStorage<Surroundings>();
  readonly #working = new Set<Promise<void>>();
  readonly #refusals: RefusalFolds;
  #waiting: AuditEntry[] = [];
  /** How many are being written. */
  #underWay = 0;
  #flushing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Runs while refusals are counted, to the end of their minute. */
  #minute: NodeJS.Timeout | undefined;
  /** How many records are lost, of which the audit log does not say so yet. */
  #lost = 0;
  /** Whether the last that was to be written was not. */
  #isBehind = false;
  /** When it was last logged that records cannot be written, epoch milliseconds. */
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(store: AuditStore, options: AuditTrailOptions) {
    this.#store = store;
    this.#options = options;
    this.#refusals = new RefusalFolds(options.refusedApart);
  }

  within<T>(origin: () => AuditOrigin, work: () => T): T {
    return this.#present.run({ origin }, work);
  }

  about({ actor, run }: Parameters<AuditPort['about']>[0]): void {
    const present = this.#present.getStore();
    if (present === undefined) return;
    if (actor !== undefined) present.actor = actor;
    if (run !== undefined) present.run = run;
  }

  entry(event: AuditEvent): AuditEntry {
    const at = this.#options.now();
    const present = this.#present.getStore();
    const { transaction, address, userAgent } = present?.origin() ?? {};
    const { person, reason, target, facts, realm, result = 'succeeded' } = event;
    const actor = event.actor ?? present?.actor;
    const run = event.run ?? present?.run;
    const { keepMs, traceCode } = this.#options;
    return {
      record: {
        id: newAuditId(at),
        at,
        topic: AUDIT_EVENTS[event.event].topic,
        event: event.event,
        realm,
        result,
        ...(reason === undefined ? {} : { reason }),
        ...(actor === undefined ? {} : { actor }),
        ...(person === undefined ? {} : { person: { id: person.id, name: person.username } }),
        ...(target === undefined ? {} : { target }),
        ...(address === undefined ? {} : { address }),
        ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, USER_AGENT) }),
        ...(transaction === undefined ? {} : { transaction }),
        ...(run === undefined ? {} : { run: traceCode(run) }),
        ...(facts === undefined ? {} : { facts: told(facts) }),
      },
      ...(keepMs === undefined ? {} : { expiresAt: at + keepMs }),
    };
  }

  written(entry: AuditEntry, claimed?: string): void {
    this.#options.line?.(entry.record);
    // Whether somebody is called so must not show in how long the answer takes.
    if (claimed !== undefined) this.#beside(this.#nameLater(entry, claimed));
  }

  async record(event: AuditEvent): Promise<void> {
    if (this.#isOmitted(event)) return;
    await this.#write(this.entry(event), event.claimed);
  }

  async recordDone(event: AuditEvent): Promise<void> {
    if (this.#isOmitted(event)) return;
    const entry = this.entry(event);
    try {
      await this.#write(entry, event.claimed);
    } catch (error) {
      this.#unwritten(error, entry);
    }
  }

  note(event: AuditEvent): void {
    if (this.#isOmitted(event)) return;
    const entry = this.entry(event);
    if (entry.record.result === 'refused' && this.#refusals.counts(entry)) {
      this.#wake();
      return;
    }
    if (this.#waiting.length + this.#underWay >= MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(entry);
    this.#wake();
  }

  async begin(event: AuditEvent): Promise<AuditAct> {
    const entry = this.entry({ ...event, result: 'begun' });
    await this.#write(entry);
    return {
      end: async ({ result, reason, target, person, facts }) => {
        const record: AuditRecord = {
          ...entry.record,
          result,
          ...(reason === undefined ? {} : { reason }),
          ...(target === undefined ? {} : { target }),
          ...(person === undefined ? {} : { person: { id: person.id, name: person.username } }),
          facts: { ...entry.record.facts, ...told(facts ?? {}) },
        };
        const ended = { ...entry, record };
        try {
          await this.#store.amend(ended, true);
          this.written(ended);
        } catch (error) {
          this.#unwritten(error, ended);
        }
      },
    };
  }

  /** Writes what waits, for whoever reads right after. */
  async flush(): Promise<void> {
    // What is under way was taken before what waits now.
    await this.#flushing;
    await this.#flush(true);
    await Promise.all(this.#working);
  }

  /** Writes what waits; what is told after that is written, too, as long as the store is open. */
  async stop(): Promise<void> {
    do await this.flush();
    while (this.#waiting.length > 0 || this.#working.size > 0);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    clearTimeout(this.#minute);
    // No audit log will tell of these.
    const count = this.#lost + this.#refusals.untold;
    if (count > 0) this.#options.log.error({ event: 'audit.lost', count }, 'Records of the audit log were not written before the stop.');
  }

  async #write(entry: AuditEntry, claimed?: string): Promise<void> {
    try {
      await this.#store.append([entry], LASTING.has(entry.record.topic));
    } catch (cause) {
      throw new WaygateError('operational', 'audit.unavailable', 'This could not be written down, so it was not done. Try again.', {
        cause,
      });
    }
    this.written(entry, claimed);
  }

  #wake(): void {
    this.#timer ??= setTimeout(() => void this.#flush(), this.#isBehind ? RETRY_MS : BATCH_MS).unref();
  }

  /**
   * Writes what waits; what is being written goes first. One at a time: while the store hangs, what comes waits and is counted.
   * @param every also how many refusals there are by now that one record stands for
   */
  #flush(every = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#flushing !== undefined) return this.#flushing;
    this.#flushing = this.#writeWaiting(every).finally(() => {
      this.#flushing = undefined;
      this.#underWay = 0;
      // What is counted, and that something is lost, is told when the store is back, though nobody asks for anything then.
      if (this.#waiting.length > 0 || this.#isBehind) this.#wake();
    });
    this.#beside(this.#flushing);
    return this.#flushing;
  }

  async #writeWaiting(every: boolean): Promise<void> {
    this.#isBehind = !((await this.#writeWaitingEntries()) && (await this.#writeRefusals(every)));
    // While the store does not answer, nothing can be told of what is lost.
    if (!this.#isBehind && this.#lost > 0) {
      const count = this.#lost;
      this.#lost = 0;
      // It belongs to no request, and there is always room for it.
      const lost = { event: 'operation.records_lost', realm: '/', result: 'failed', actor: { kind: 'server' }, facts: { count } } as const;
      this.#waiting.push(this.#present.exit(() => this.entry(lost)));
      this.#wake();
    }
  }

  /** @returns whether all of it is written */
  async #writeWaitingEntries(): Promise<boolean> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#underWay = waiting.length;
    for (let from = 0; from < waiting.length; from += AT_ONCE) {
      const group = waiting.slice(from, from + AT_ONCE);
      try {
        await this.#store.append(group, false);
        this.#underWay -= group.length;
        for (const entry of group) this.written(entry);
      } catch (error) {
        this.#lost += waiting.slice(from).reduce((sum, entry) => sum + lostWith(entry), 0);
        this.#sayBehind(error);
        return false;
      }
    }
    return true;
  }

  /** Writes of refusals that are counted that there are more, and at the end of their minute how many. @returns whether all of it is written */
  async #writeRefusals(every: boolean): Promise<boolean> {
    const now = this.#options.now();
    const due = this.#refusals.due(now, every);
    let failure: { readonly error: unknown } | undefined;
    // Not one after the other: after an outage there may be thousands, and whoever stops the server or reads the log waits for them.
    for (let from = 0; from < due.length && !isAway(failure?.error); from += AT_ONCE) {
      const group = due.slice(from, from + AT_ONCE);
      const written = await Promise.allSettled(group.map((fold) => this.#writeRefusal(fold)));
      for (const [index, { status, ...ended }] of written.entries()) {
        if (status === 'fulfilled' || !('reason' in ended)) continue;
        // One that does not answer makes the others wait in vain, too.
        if (!isAway(failure?.error)) failure = { error: ended.reason };
        const fold = group[index];
        if (fold !== undefined && !isAway(ended.reason)) this.#refusals.drop(fold);
      }
    }
    this.#lost += this.#refusals.takeForgotten();
    if (failure !== undefined) this.#sayBehind(failure.error);
    const { ends } = this.#refusals;
    clearTimeout(this.#minute);
    this.#minute = ends === undefined ? undefined : setTimeout(() => void this.#flush(), Math.max(0, ends - now)).unref();
    return failure === undefined;
  }

  async #writeRefusal(fold: RefusalFold): Promise<void> {
    const { entry } = fold;
    const amend = () => this.#store.amend(entry, false);
    if (fold.isWritten) await amend();
    // It was written before, by a store whose answer was lost.
    else await this.#store.append([entry], false).catch((error: unknown) => (isTaken(error) ? amend() : Promise.reject(error)));
    this.#refusals.written(fold, entry);
    this.written(entry);
  }

  /** Tells the operator that records cannot be written: how many are lost by now, and how many refusals wait for being counted. */
  #sayBehind(error: unknown): void {
    const now = this.#options.now();
    if (now - this.#saidAt < SAYS_EVERY_MS) return;
    this.#saidAt = now;
    const [count, waiting] = [this.#lost, this.#refusals.untold];
    this.#options.log.error({ event: 'audit.lost', count, waiting, err: error }, 'Records of the audit log could not be written.');
  }

  /** Says who it was that a sign-on failed for, when somebody is called what was typed. */
  async #nameLater(entry: AuditEntry, claimed: string): Promise<void> {
    try {
      const person = await this.#options.personCalled(entry.record.realm, claimed);
      if (person === undefined) return;
      const record = { ...entry.record, person: { id: person.id, name: person.username } };
      const named = { ...entry, record };
      await this.#store.amend(named, false);
      this.written(named);
    } catch (error) {
      this.#options.log.error(
        { event: 'audit.unnamed', record: entry.record.id, err: error },
        'A record of the audit log lacks its person.',
      );
    }
  }

  /** What has happened is told the operator at least: nothing in a record is a secret. */
  #unwritten(error: unknown, { record }: AuditEntry): void {
    this.#options.log.error({ event: 'audit.unwritten', record, err: error }, 'A record of the audit log could not be written.');
  }

  #beside(work: Promise<void>): void {
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  #isOmitted({ event }: AuditEvent): boolean {
    return this.#options.omit?.has(event) === true;
  }
}

/** Whether it is the store that does not answer, and not what it was given. */
function isAway(error: unknown): boolean {
  return error instanceof WaygateError && error.code === 'storage.unavailable';
}

function isTaken(error: unknown): boolean {
  return error instanceof WaygateError && error.code === 'storage.id_taken';
}

/** How many records are lost with one that is not written. */
function lostWith({ record: { event, facts } }: AuditEntry): number {
  return event === 'operation.records_lost' ? Number(facts?.['count']) : 1;
}

/** Facts without those that are left open. */
function told(facts: NonNullable<AuditEvent['facts']> | NonNullable<AuditRecord['facts']>): NonNullable<AuditRecord['facts']> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
