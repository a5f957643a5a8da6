import { setImmediate, setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { DocumentWrite } from '../document-store.ts';
import { storeUnavailable } from '../store-unavailable.ts';
import type { Synchronous } from './open-database.ts';
import { BUSY_FOR_MS, TRY_EVERY_MS } from './patiently.ts';
import { asStoreError, isBusy } from './sqlite-errors.ts';

/** How groups of writes are done. */
export interface WriteWork {
  /** Writes a group inside a transaction. @returns false, with perhaps a half of it written, when an expectation does not hold */
  all(writes: readonly DocumentWrite[], now: number): boolean;
  /** Writes one document without a transaction around it. @returns undefined, with nothing written, when it needs one */
  inOneStatement(write: DocumentWrite, now: number): boolean | undefined;
  /** Is called after every try to commit, with what may have been written. */
  committed(writes: readonly DocumentWrite[]): void;
}

/** A group of writes that waits for the next commit. */
interface Waiting {
  /** By the clock of the process, milliseconds. */
  readonly since: number;
  readonly writes: readonly DocumentWrite[];
  readonly now: number;
  readonly durable: boolean;
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is to be written in one turn of the event loop, so that many requests share one commit: that is what a write costs. Nobody is told that it is
 * written before the commit is done.
 */
export class CommitQueue {
  readonly #db: Database.Database;
  readonly #synchronous: Synchronous;
  readonly #work: WriteWork;
  #waiting: Waiting[] = [];
  /** Whether a commit will come by itself. */
  #planned = false;

  /** @param synchronous of the file, which is given back after what must be written through */
  constructor(db: Database.Database, synchronous: Synchronous, work: WriteWork) {
    this.#db = db;
    this.#synchronous = synchronous;
    this.#work = work;
  }

  /**
   * Adds a group, which is written all or nothing.
   * @returns false, with nothing of it written, when an expectation does not hold
   * @throws WaygateError `storage.unavailable` (operational)
   */
  async add(writes: readonly DocumentWrite[], now: number, durable: boolean): Promise<boolean> {
    if (!this.#db.open) throw storeUnavailable();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ since: performance.now(), writes, now, durable, resolve, reject });
      if (this.#planned) return;
      this.#planned = true;
      setImmediate(() => this.#commit());
    });
  }

  /** Writes what waits. */
  async drain(): Promise<void> {
    for (this.#commit(); this.#waiting.length > 0; this.#commit()) await pause(TRY_EVERY_MS);
  }

  /** Writes so that it is on the disk, with everything before it, when this returns. */
  through(write: () => void): void {
    this.#db.pragma('synchronous = FULL');
    try {
      write();
    } finally {
      this.#db.pragma(`synchronous = ${this.#synchronous}`);
    }
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    this.#planned = false;
    if (group.length === 0) return;
    const write = () => {
      if (group.length === 1 || !this.#together(group)) for (const one of group) this.#alone(one);
    };
    try {
      if (group.some(({ durable }) => durable)) this.through(write);
      else write();
    } catch (cause) {
      for (const one of group) this.#failed(one, cause);
    } finally {
      this.#work.committed(group.flatMap(({ writes }) => writes));
    }
  }

  /**
   * Writes all of them in one transaction.
   * @returns false, with nothing written and nobody told, when one of them cannot be done and would leave a half of itself
   * @throws when the transaction cannot begin or end
   */
  #together(group: readonly Waiting[]): boolean {
    this.#db.exec('BEGIN IMMEDIATE');
    const results: boolean[] = [];
    try {
      for (const { writes, now } of group) {
        const done = this.#work.all(writes, now);
        if (!done && writes.length > 1) break;
        results.push(done);
      }
    } catch {
      // Whose fault it is shows when each is done alone.
    }
    if (results.length < group.length) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return false;
    }
    try {
      this.#db.exec('COMMIT');
    } finally {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    }
    for (const [index, { resolve }] of group.entries()) resolve(results[index] ?? false);
    return true;
  }

  #alone(one: Waiting): void {
    try {
      one.resolve(this.#transaction(one.writes, one.now));
    } catch (cause) {
      this.#failed(one, cause);
    }
  }

  #transaction(writes: readonly DocumentWrite[], now: number): boolean {
    const [only, ...others] = writes;
    const quick = only === undefined || others.length > 0 ? undefined : this.#work.inOneStatement(only, now);
    if (quick !== undefined) return quick;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const done = this.#work.all(writes, now);
      this.#db.exec(done ? 'COMMIT' : 'ROLLBACK');
      return done;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** What only met another process that was writing is tried again. */
  #failed(one: Waiting, cause: unknown): void {
    if (!isBusy(cause) || performance.now() - one.since >= BUSY_FOR_MS) {
      one.reject(asStoreError(cause, this.#db.open));
      return;
    }
    this.#waiting.push(one);
    if (this.#planned) return;
    this.#planned = true;
    setTimeout(() => this.#commit(), TRY_EVERY_MS);
  }
}
