import type { OfflineDirectory, RunningSync, SyncTrigger } from '@waygate/schema';
import type { Clock } from '../clock.ts';
import type { Leases } from '../health/health-store.ts';
import type { DirectoryReader } from './directory-reader.ts';
import { ALARMING_FAILURES, type DirectoryRecord, freshDirectoryRecord } from './directory-record.ts';
import type { DirectoryStore } from './directory-store.ts';
import { planSnapshot } from './plan-snapshot.ts';
import { settingsDigest } from './settings-digest.ts';
import { snapshotBuckets } from './snapshot-buckets.ts';

/** How often the syncer looks for what is due, milliseconds. */
const LOOK_MS = 1_000;
/** How long a process may be silent before another takes over, milliseconds. */
const LEASE_MS = 15_000;
/** From the end of one copy to the next (Access Gateway's hour), milliseconds. */
const INTERVAL_MS = 3_600_000;
/** After an attempt that failed: an outage should not cost the hour. */
const RETRY_MS = 600_000;
/** What one copy may take at most, milliseconds. */
const LONGEST_MS = 1_800_000;
/** Least time between two notes of how far a copy is, milliseconds. */
const PROGRESS_MS = 1_000;
const LEASE = 'continuity.directory';

/** A directory of a realm that is to be copied. */
export interface SyncedDirectory {
  readonly realm: string;
  readonly directory: OfflineDirectory;
}

/** What became of an attempt. */
export type SyncReport = SyncedDirectory & { readonly trigger: SyncTrigger; readonly tookMs: number } & (
    | { readonly ok: true; readonly users: number; readonly groups: number; readonly skipped: number }
    | { readonly ok: false; readonly detail: string; readonly failures: number; readonly alarming: boolean; readonly error: unknown }
  );

export interface DirectorySyncerDeps {
  /** Every directory, over all realms. */
  readonly directories: () => Promise<readonly SyncedDirectory[]>;
  readonly store: DirectoryStore;
  readonly leases: Leases;
  /** Names this process. */
  readonly holder: string;
  readonly reader: DirectoryReader;
  /** How long ago a directory may have called a password right that is kept for it, milliseconds; 0 where none is kept. */
  readonly verifierAge: (realm: string) => Promise<number>;
  readonly clock: Clock;
  /** Told of the end of every attempt. */
  readonly told: (report: SyncReport) => void;
  /** Told of what went wrong in the syncer itself; it goes on. */
  readonly failed: (error: unknown) => void;
}

/** Thrown when another process does it now, or the directory is gone: then nothing more is written. */
class NotOurs extends Error {}

/**
 * Copies directories: at once when they are new, every hour after that, and when somebody asks. One process of many does it, by a lease, and one directory after the other. A copy is written beside the
 * one that counts and takes its place in one step, when everything was read; what breaks before that changes nothing.
 */
export class DirectorySyncer {
  readonly #deps: DirectorySyncerDeps;
  #fence: number | undefined;
  #timer: unknown;
  #looking: Promise<void> = Promise.resolve();
  #current: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #stopped = true;

  constructor(deps: DirectorySyncerDeps) {
    this.#deps = deps;
  }

  /** Begins. It never throws: what goes wrong is tried again with the next look. */
  start(): void {
    this.#stopped = false;
    this.#lookSoon(0);
  }

  /** Ends, a copy that is being made with it, and gives the lease to whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#deps.clock.clearTimeout(this.#timer);
    await this.#looking;
    await this.#letGo();
    if (this.#fence !== undefined) await this.#deps.leases.release(LEASE, this.#deps.holder);
    this.#fence = undefined;
  }

  #lookSoon(milliseconds: number): void {
    if (this.#stopped) return;
    this.#timer = this.#deps.clock.setTimeout(() => {
      this.#looking = this.#look()
        .catch((error: unknown) => this.#deps.failed(error))
        .then(() => this.#lookSoon(LOOK_MS));
    }, milliseconds);
  }

  async #look(): Promise<void> {
    const { leases, holder, directories, store, clock } = this.#deps;
    const fence = await leases.take(LEASE, holder, LEASE_MS);
    if (fence !== this.#fence) {
      await this.#letGo();
      this.#fence = fence;
    }
    if (fence === undefined || this.#current !== undefined) return;
    for (const synced of await directories()) {
      const { id } = synced.directory;
      await store.update(id, (known) => (known === undefined ? freshDirectoryRecord(clock.now()) : undefined));
      const record = (await store.find(id)) ?? freshDirectoryRecord(clock.now());
      // Nothing runs here, so what is said to run died with its process.
      if (record.requestedAt === undefined && record.running === undefined && record.nextSyncAt > clock.now()) continue;
      const stop = new AbortController();
      const done = this.#copy(synced, fence, stop.signal)
        .catch((error: unknown) => this.#deps.failed(error))
        .then(() => {
          this.#current = undefined;
        });
      this.#current = { stop, done };
      return;
    }
  }

  async #letGo(): Promise<void> {
    const { stop, done } = this.#current ?? {};
    stop?.abort();
    await done;
  }

  /** One attempt, from its note that it runs to the note of how it ended. */
  async #copy(synced: SyncedDirectory, fence: number, stopped: AbortSignal): Promise<void> {
    const { clock, told } = this.#deps;
    const { id } = synced.directory;
    const startedAt = clock.now();
    let trigger: SyncTrigger = 'scheduled';
    const ending = new AbortController();
    stopped.addEventListener('abort', () => ending.abort());
    const timer = clock.setTimeout(() => ending.abort(), LONGEST_MS);
    try {
      await this.#write(id, fence, ({ requestedAt, ...record }) => {
        trigger = requestedAt !== undefined ? 'requested' : record.copy === undefined && record.failures === 0 ? 'created' : 'scheduled';
        return { ...record, running: { startedAt, trigger, phase: 'users', entries: 0 } };
      });
      const { users, groups, skipped, references, sharedGroupNames } = await this.#readAndSwap(synced, fence, startedAt, ending.signal);
      const tookMs = clock.now() - startedAt;
      const left = references === 0 ? '' : ` The directory named other servers for ${references} parts of it; those were left out.`;
      const detail = `Copied ${users} people and ${groups} groups.${left}${sharedBy(sharedGroupNames)}`;
      await this.#write(id, fence, ({ running: _over, ...record }) => ({
        ...record,
        failures: 0,
        lastAttempt: { at: clock.now(), ok: true, trigger, tookMs, detail },
        nextSyncAt: clock.now() + INTERVAL_MS,
      }));
      told({ ...synced, trigger, tookMs, ok: true, users, groups, skipped });
    } catch (error) {
      // Whoever has the lease now begins anew; so does this process when it starts again.
      if (error instanceof NotOurs || stopped.aborted) return;
      const tookMs = clock.now() - startedAt;
      const detail = ending.signal.aborted ? 'It took too long.' : error instanceof Error ? error.message : 'It failed.';
      let failures = 0;
      await this.#write(id, fence, ({ running: _over, ...record }) => {
        failures = record.failures + 1;
        const lastAttempt = { at: clock.now(), ok: false, trigger, tookMs, detail };
        return { ...record, failures, lastAttempt, nextSyncAt: clock.now() + RETRY_MS };
      });
      told({ ...synced, trigger, tookMs, ok: false, detail, failures, alarming: failures >= ALARMING_FAILURES, error });
    } finally {
      clock.clearTimeout(timer);
    }
  }

  async #readAndSwap({ realm, directory }: SyncedDirectory, fence: number, startedAt: number, signal: AbortSignal) {
    const { store, clock, reader } = this.#deps;
    const { id } = directory;
    await this.#sweep(id, fence);
    const content = await reader.read(directory, signal, this.#progress(id, fence, startedAt));
    signal.throwIfAborted();
    const { users, groups, skipped, sharedGroupNames } = planSnapshot(content, directory.config, clock.now());
    // Whoever points a directory at a wrong place by mistake must not lose everybody.
    if (users.length === 0) throw new Error('Nobody was found there. Look at where people are searched for, and by which filter.');
    const buckets = snapshotBuckets(users);
    let generation = 0;
    await this.#write(id, fence, (record) => {
      generation = record.lastGeneration + 1;
      const running = record.running && { ...record.running, phase: 'writing' as const, entries: 0 };
      const loose = [...record.loose, { generation, buckets: buckets.length }];
      return { ...record, lastGeneration: generation, loose, ...(running === undefined ? {} : { running }) };
    });
    for (const [index, bucket] of buckets.entries()) {
      signal.throwIfAborted();
      await store.putBucket(id, generation, index, bucket);
    }
    if (!(await this.#deps.directories()).some((one) => one.directory.id === id)) {
      await store.remove(id);
      throw new NotOurs();
    }
    await this.#write(id, fence, (record) => ({
      ...record,
      copy: {
        generation,
        buckets: buckets.length,
        syncedAt: startedAt,
        users: users.length,
        groups,
        skipped,
        settings: settingsDigest(directory),
      },
      loose: record.copy === undefined ? [] : [{ generation: record.copy.generation, buckets: record.copy.buckets }],
    }));
    await this.#sweep(id, fence);
    const present = new Set(users.flatMap(({ uniqueId, isDisabled }) => (isDisabled ? [] : [uniqueId])));
    const oldest = clock.now() - (await this.#deps.verifierAge(realm));
    for (const { uniqueId, hash, capturedAt } of await store.verifiers(id)) {
      if (!present.has(uniqueId) || capturedAt < oldest) await store.removeVerifier(id, uniqueId, hash);
    }
    return { users: users.length, groups, skipped, sharedGroupNames, references: content.references };
  }

  /** Removes the documents that no copy counts on. */
  async #sweep(id: string, fence: number): Promise<void> {
    const { loose = [] } = (await this.#deps.store.find(id)) ?? {};
    if (loose.length === 0) return;
    for (const part of loose) await this.#deps.store.removePart(id, part);
    await this.#write(id, fence, (record) => ({
      ...record,
      loose: record.loose.filter((part) => !loose.some((gone) => gone.generation === part.generation)),
    }));
  }

  /** Notes how far a copy is, now and then; a note that fails is none. */
  #progress(id: string, fence: number, startedAt: number) {
    const { clock, store } = this.#deps;
    let notedAt = startedAt;
    return (phase: RunningSync['phase'], entries: number) => {
      if (clock.now() - notedAt < PROGRESS_MS) return;
      notedAt = clock.now();
      store
        .update(id, (record) =>
          record?.running === undefined || record.fence !== fence
            ? undefined
            : { ...record, running: { ...record.running, phase, entries } },
        )
        .catch(() => undefined);
    };
  }

  /** Changes the record if nobody with a later lease has. @throws NotOurs */
  async #write(id: string, fence: number, change: (record: DirectoryRecord) => DirectoryRecord): Promise<void> {
    const isWritten = await this.#deps.store.update(id, (record) =>
      record === undefined || record.fence > fence ? undefined : { ...change(record), fence },
    );
    if (!isWritten) throw new NotOurs();
  }
}

/** How many names are told of at most. */
const MOST_SHARED_NAMES = 5;

/** Tells of names that several groups have, since a policy that names one lets in the people of all of them. */
function sharedBy(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_SHARED_NAMES ? ', …' : '';
  return ` Several groups share a name: ${names.slice(0, MOST_SHARED_NAMES).join(', ')}${more}. A policy means one of them by its distinguished name.`;
}
