import { z } from 'zod';

/** Why a directory was copied. */
export const syncTrigger = z.enum(['created', 'scheduled', 'requested']);
export type SyncTrigger = z.infer<typeof syncTrigger>;

/** The copy of a directory that sign-ons go by. Times are epoch milliseconds. */
export const directoryCopy = z.object({
  /** Grows with every copy. */
  generation: z.int(),
  syncedAt: z.number(),
  users: z.int(),
  groups: z.int(),
  /** Entries that could not be taken: without a name or an id, or with one that somebody else has. */
  skipped: z.int(),
});
export type DirectoryCopy = z.infer<typeof directoryCopy>;

/** A copy that is being made. */
export const runningSync = z.object({
  startedAt: z.number(),
  trigger: syncTrigger,
  phase: z.enum(['users', 'groups', 'writing']),
  /** Entries of this phase so far. */
  entries: z.int(),
});
export type RunningSync = z.infer<typeof runningSync>;

/** How the last attempt to make a copy ended. */
export const syncAttempt = z.object({
  at: z.number(),
  ok: z.boolean(),
  trigger: syncTrigger,
  tookMs: z.number(),
  /** In words for whoever runs the server. */
  detail: z.string(),
});
export type SyncAttempt = z.infer<typeof syncAttempt>;

/** How things are with the copy of a directory. */
export const offlineDirectoryStatus = z.object({
  state: z.enum(['never', 'syncing', 'current', 'failed']),
  /** Absent until there is one. A failed attempt leaves the last good one. */
  copy: directoryCopy.exactOptional(),
  running: runningSync.exactOptional(),
  lastAttempt: syncAttempt.exactOptional(),
  /** Failed attempts in a row. */
  failures: z.int(),
  /** Whether those are so many that somebody must look. */
  alarming: z.boolean(),
  nextSyncAt: z.number(),
  /** When changed settings apply: the copy was made by earlier ones. */
  appliesAt: z.number().exactOptional(),
  /** How many people have a password here that counts while the directory does not answer. */
  verifiers: z.int(),
});
export type OfflineDirectoryStatus = z.infer<typeof offlineDirectoryStatus>;
