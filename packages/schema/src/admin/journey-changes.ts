import { z } from 'zod';
import { journeyDocument } from '../journey-document.ts';

const versionId = z.string().max(64);
const note = z.string().trim().max(1_000).default('');
/** A name that people type: no line breaks, no space around it, nothing that a path could mistake. */
export const journeyName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\\/]+$/u, { error: 'A name must not hold slashes or line breaks.' })
  .refine((name) => name !== '__proto__' && name !== 'constructor' && name !== 'prototype' && name !== '.' && name !== '..', {
    error: 'This name is reserved.',
  });

/** Saves one's draft. `revision` is that of the draft it builds on, null for a first save; another one in the store is an error `draft.changed`. */
export const saveDraftRequest = z.object({
  document: journeyDocument,
  baseVersion: versionId.nullable(),
  revision: z.int().nonnegative().nullable(),
});
export type SaveDraftRequest = z.infer<typeof saveDraftRequest>;

/** Publishes. `baseVersion` is the version that the document began from; when another is live by then it is an error `journey.base_moved`. */
export const publishRequest = z.object({ document: journeyDocument, baseVersion: versionId.nullable(), note });
export type PublishRequest = z.infer<typeof publishRequest>;

/** Makes an earlier version live again. `baseVersion` is the one that is live as far as the author knows. */
export const rollbackRequest = z.object({ versionId, baseVersion: versionId.nullable(), note });
export type RollbackRequest = z.infer<typeof rollbackRequest>;

export const renameRequest = z.object({ to: journeyName });
export const duplicateRequest = z.object({ to: journeyName });
export const enableRequest = z.object({ enabled: z.boolean() });
export const defaultJourneyRequest = z.object({ name: journeyName.nullable() });
