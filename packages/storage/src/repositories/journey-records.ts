import { createHash } from 'node:crypto';
import { type JourneyDocument, type JourneyDraftView, type JourneyVersionView, journeyDocument, sortKeys } from '@waygate/schema';
import { z } from 'zod';
import { compositeId } from '../composite-id.ts';

/** Small on purpose: every sign-on reads it. Drafts and versions stand apart. */
export const pointer = z.object({
  name: z.string(),
  enabled: z.boolean(),
  description: z.string().exactOptional(),
  publishedVersion: z.string().exactOptional(),
  publishedAt: z.number().exactOptional(),
  number: z.number().exactOptional(),
  author: z.string().exactOptional(),
  note: z.string().exactOptional(),
});
export type Pointer = z.infer<typeof pointer>;

export const entry = z.object({ versionId: z.string(), number: z.number(), at: z.number(), author: z.string(), note: z.string() });
export type Entry = z.infer<typeof entry>;

export const draft = z.object({
  author: z.string(),
  updatedAt: z.number(),
  revision: z.number(),
  baseVersion: z.string().nullable(),
  document: journeyDocument,
});
export type Draft = z.infer<typeof draft>;

/** Whose a publication is that was made before authors were noted. */
const UNKNOWN_AUTHOR = 'waygate';

/** The pointer to a version that becomes live. */
export function pointerOf({ name, enabled, description }: JourneyDocument, { versionId, number, at, author, note }: Entry): Pointer {
  const facts = { name, enabled, ...(description === undefined ? {} : { description }) };
  return { ...facts, publishedVersion: versionId, publishedAt: at, number, author, note };
}

/** What is live by a pointer; undefined for one that nothing was published by. */
export function entryOf({ publishedVersion, publishedAt, number, author, note }: Pointer): JourneyVersionView | undefined {
  if (publishedVersion === undefined) return undefined;
  return { versionId: publishedVersion, number: number ?? 1, at: publishedAt ?? 0, author: author ?? UNKNOWN_AUTHOR, note: note ?? '' };
}

/** What is told of a draft, without the work itself. */
export function viewOf({ author, updatedAt, revision, baseVersion }: Draft): JourneyDraftView {
  return { author, updatedAt, revision, baseVersion };
}

/** Ids of a journey's history, in the order of its numbers. */
export function historyId(realm: string, name: string, number: number): string {
  return compositeId(realm, name, String(number).padStart(9, '0'));
}

/** A version is named by what it says, so that publishing the same thing again is the same version. 22 characters are 132 bits. */
export function versionOf(document: JourneyDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(document)))
    .digest('base64url')
    .slice(0, 22);
}
