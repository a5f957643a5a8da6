import type { DirectoryCopy, OfflineDirectoryStatus, RunningSync, SyncAttempt } from '@waygate/schema';

/** How many failed attempts in a row somebody must look at. */
export const ALARMING_FAILURES = 3;

/** Documents of one generation of a copy. */
export interface SnapshotPart {
  readonly generation: number;
  readonly buckets: number;
}

/** The copy that counts. */
export interface KeptCopy extends Readonly<DirectoryCopy> {
  readonly buckets: number;
  /** Digest of the settings that it was made by. */
  readonly settings: string;
}

/** What is kept of the copies of one directory, one document that every process reads. Times are epoch milliseconds. */
export interface DirectoryRecord {
  /** Of the lease under which it was written last: who has an older one writes no more. */
  readonly fence: number;
  /** Of the latest copy that was begun, so that no number comes twice. */
  readonly lastGeneration: number;
  /** Copies are swapped by this member, in one step. */
  readonly copy?: KeptCopy;
  /** Documents that no copy counts on: of one that is being written, or was when its process died, and of the one before. */
  readonly loose: readonly SnapshotPart[];
  readonly running?: RunningSync;
  readonly lastAttempt?: SyncAttempt;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** When somebody asked for a copy that was not begun yet. */
  readonly requestedAt?: number;
  readonly nextSyncAt: number;
}

/** A directory that was never copied and is to be now. */
export function freshDirectoryRecord(now: number): DirectoryRecord {
  return { fence: 0, lastGeneration: 0, loose: [], failures: 0, nextSyncAt: now };
}

/**
 * What is shown of a record.
 * @param settings digest of the settings as they are now
 * @param verifiers how many people have one
 */
export function directoryStatus(
  record: DirectoryRecord,
  { settings, verifiers }: { readonly settings: string; readonly verifiers: number },
): OfflineDirectoryStatus {
  const { copy, running, lastAttempt, failures, nextSyncAt } = record;
  return {
    state: running !== undefined ? 'syncing' : failures > 0 ? 'failed' : copy === undefined ? 'never' : 'current',
    ...(copy === undefined ? {} : { copy: shown(copy) }),
    ...(running === undefined ? {} : { running }),
    ...(lastAttempt === undefined ? {} : { lastAttempt }),
    failures,
    alarming: failures >= ALARMING_FAILURES,
    nextSyncAt,
    ...(copy !== undefined && copy.settings !== settings ? { appliesAt: nextSyncAt } : {}),
    verifiers,
  };
}

function shown({ generation, syncedAt, users, groups, skipped }: KeptCopy): DirectoryCopy {
  return { generation, syncedAt, users, groups, skipped };
}
