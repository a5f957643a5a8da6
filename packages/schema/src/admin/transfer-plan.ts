import { z } from 'zod';
import type { JourneyDocument } from '../journey-document.ts';
import type { JourneyProblem } from './journey-problem.ts';

/** Files that an import is made of, as their text; together no larger than the server takes. */
export const transferRequest = z.object({
  files: z
    .array(z.object({ name: z.string().max(256), text: z.string() }))
    .min(1)
    .max(200),
});

export const applyTransferRequest = transferRequest.extend({
  /** Names of the journeys to take; all of them or nothing is done. */
  journeys: z.array(z.string().max(256)).min(1),
  /** Drafts of one's own, or live at once. */
  as: z.enum(['draft', 'published']),
  /** Versions that the plan was made on, by name; when one has moved since, nothing is done (`journey.base_moved`). */
  base: z.record(z.string(), z.string().nullable()),
});

export const exportRequest = z.object({
  names: z.array(z.string().max(256)).min(1),
  format: z.enum(['native', 'am']),
  /** Whether the journeys that they run come along. */
  withInner: z.boolean(),
});

export interface TransferPlanEntry {
  readonly name: string;
  readonly file: string;
  readonly action: 'add' | 'change' | 'unchanged';
  /** Version that is live now; null when there is none. */
  readonly baseVersion: string | null;
  readonly document: JourneyDocument;
  /** What is live now, for a comparison. */
  readonly current: JourneyDocument | null;
  readonly problems: readonly JourneyProblem[];
  /** Journeys that it runs and that neither the realm nor the files hold. */
  readonly unresolved: readonly string[];
  /** What this server cannot run, kept all the same. */
  readonly unsupported: readonly { readonly nodeId: string; readonly nodeType: string; readonly displayName: string }[];
}

export interface TransferPlan {
  readonly entries: readonly TransferPlanEntry[];
  /** Parts of the files that are not journeys and are left alone, such as scripts. */
  readonly ignored: readonly { readonly file: string; readonly what: string; readonly count: number }[];
}
