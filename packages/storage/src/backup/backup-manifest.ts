import { z } from 'zod';

/** The file that makes a folder a backup: it is written last, so that one that was ended in the middle is none. */
export const MANIFEST = 'backup.json';

/** Name of the keys file within a backup that has one. */
export const KEYS = 'keys.json';

/** What is in a backup. */
export const backupManifest = z.object({
  format: z.literal(1),
  /** Epoch milliseconds. */
  madeAt: z.number(),
  /** Tells the key ring that opens what is sealed in it from others. */
  keyCheck: z.string(),
  files: z.array(z.object({ name: z.enum(['durable.sqlite', 'ephemeral.sqlite']), bytes: z.number(), sha256: z.string() })).length(2),
  /** Digest of the keys file, when it went along; absent, too, from what older versions made with one. */
  keys: z.object({ sha256: z.string() }).exactOptional(),
});
export type BackupManifest = z.infer<typeof backupManifest>;
