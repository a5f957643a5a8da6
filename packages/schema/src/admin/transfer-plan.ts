import { z } from 'zod';
import type { JourneyDocument } from '../journey-document.ts';
import type { IncompleteNode } from '../transfer/am-journey.ts';
import type { IgnoredPart } from '../transfer/read-transfer.ts';
import type { TransferPartKind } from '../transfer/transfer-part.ts';
import type { JourneyProblem } from './journey-problem.ts';
import type { JourneyDraftView } from './journey-views.ts';

/** Files that an import is made of, as their text. How many and how large they may be is told by whoever reads them, by name. */
export const transferRequest = z.object({
  files: z.array(z.object({ name: z.string().max(1_024), text: z.string() })).min(1),
});

export const applyTransferRequest = transferRequest.extend({
  /** Names of the journeys to take; all of them or nothing is done. */
  journeys: z.array(z.string().max(256)).min(1),
  /** Drafts of one's own, or live at once. */
  as: z.enum(['draft', 'published']),
  /** Versions that the plan was made on, by name; when one has moved since, nothing is done (`journey.base_moved`). */
  base: z.record(z.string(), z.string().nullable()),
  /** Revisions of one's own drafts that the plan was made on, by name; an import as drafts replaces no other (`draft.changed`). */
  drafts: z.record(z.string(), z.int().nullable()).default({}),
});

export const exportRequest = z.object({
  names: z.array(z.string().max(256)).min(1),
  format: z.enum(['native', 'am']),
  /** Whether the journeys that they run come along. */
  withInner: z.boolean(),
  /** Whether one's own draft goes, where there is one, rather than what is live. */
  drafts: z.boolean().default(false),
});

/** A secret of a node, by the member of the configuration. */
export interface SecretPlace {
  readonly nodeId: string;
  readonly displayName: string;
  readonly member: string;
}

/** A secret that a journey only names, and that nobody here knows. */
export interface MissingSecret extends SecretPlace {
  readonly placeholder: string;
}

/** What an import would do with a script, a template or the like that a journey brings along. */
export interface PlannedPart {
  readonly kind: TransferPartKind;
  readonly id: string;
  /** A script whose name is taken has the one that it would get. */
  readonly name: string;
  readonly action: 'add' | 'change' | 'unchanged';
}

export interface TransferPlanEntry {
  readonly name: string;
  readonly file: string;
  readonly action: 'add' | 'change' | 'unchanged';
  /** Version that is live now; null when there is none. */
  readonly baseVersion: string | null;
  /** One's own work in hand, which an import as a draft replaces. */
  readonly draft: JourneyDraftView | null;
  /** Without its secrets, as is what is live. */
  readonly document: JourneyDocument;
  /** What is live now, for a comparison. */
  readonly current: JourneyDocument | null;
  readonly problems: readonly JourneyProblem[];
  /** Journeys that it runs and that neither the realm nor the files hold. */
  readonly unresolved: readonly string[];
  /** What this server cannot run, kept all the same. */
  readonly unsupported: readonly {
    readonly nodeId: string;
    readonly nodeType: string;
    readonly displayName: string;
    /** Version that it needs, when the server has the type in another one only. */
    readonly version?: string;
  }[];
  /** Nodes that the files have no configuration of, and the realm has none either: they have an empty one. */
  readonly incomplete: readonly IncompleteNode[];
  /** What comes along. */
  readonly parts: readonly PlannedPart[];
  /** Secrets that are to be entered. */
  readonly secrets: readonly MissingSecret[];
  /** Secrets that the file brings anew. */
  readonly newSecrets: readonly SecretPlace[];
}

export interface TransferPlan {
  readonly entries: readonly TransferPlanEntry[];
  /** Parts of the files that are left alone, such as variables. */
  readonly ignored: readonly IgnoredPart[];
}
