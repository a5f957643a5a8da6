import { z } from 'zod';

const source = z.object({ name: z.string(), source: z.string() });

/** A script with its libraries as a run is pinned to it. Stored under the hash of all of it, so it never changes. */
export const scriptRevision = z.object({
  scriptId: z.string(),
  kind: z.enum(['legacy', 'next']),
  language: z.string(),
  main: source,
  libraries: z.array(source),
});
export type ScriptRevision = z.infer<typeof scriptRevision>;
