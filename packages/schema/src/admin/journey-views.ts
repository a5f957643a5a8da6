import type { JourneyDocument } from '../journey-document.ts';

/** Times here are epoch milliseconds; authors are user names of administrators, `waygate` for what was shipped and `command line` for what was imported there. */

/** One publication of a journey. The same content published again is the same version with another number. */
export interface JourneyVersionView {
  /** Names the content. */
  readonly versionId: string;
  /** Counts the publications of the journey, from 1. */
  readonly number: number;
  readonly at: number;
  readonly author: string;
  readonly note: string;
}

/** Somebody's work in hand. */
export interface JourneyDraftView {
  readonly author: string;
  readonly updatedAt: number;
  /** Counts the savings; a save names the one it builds on. */
  readonly revision: number;
  /** Version that the work began from; null when nothing was published then. */
  readonly baseVersion: string | null;
}

export interface JourneyListItem {
  readonly name: string;
  readonly description: string | null;
  readonly categories: readonly string[];
  readonly enabled: boolean;
  readonly innerTreeOnly: boolean;
  /** Whether it runs when a client names none. */
  readonly isDefault: boolean;
  /** Null for a journey that was never published. */
  readonly published: JourneyVersionView | null;
  readonly drafts: readonly JourneyDraftView[];
  /** Journeys that run it inside themselves. */
  readonly usedBy: readonly string[];
  readonly nodeCount: number;
}

/** Everything that the editor opens with. */
export interface JourneyView {
  readonly name: string;
  readonly isDefault: boolean;
  readonly published: (JourneyVersionView & { readonly document: JourneyDocument }) | null;
  /** One's own draft. */
  readonly draft: (JourneyDraftView & { readonly document: JourneyDocument }) | null;
  readonly otherDrafts: readonly JourneyDraftView[];
  readonly usedBy: readonly string[];
}
