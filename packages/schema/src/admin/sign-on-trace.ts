import type { Json } from '../json.ts';

/** One node that ran in a sign-on. Nothing secret is in it. */
export interface TracedVisit {
  /** Journey and version that the node stands in: an inner journey has its own. */
  readonly journey: string;
  readonly versionId: string;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly displayName: string;
  /** Page that the node stands on; what stands on a page comes before the page. */
  readonly pageId?: string;
  /** Outcome taken, or `sent`, `suspended`, `refused`, `failed`, or `entered` of a node that runs a journey. */
  readonly result: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How long the node ran, milliseconds. */
  readonly took: number;
  readonly audit?: Readonly<Record<string, Json>>;
  /** Shared state after the node with what may be secret masked; only while a draft is tried. */
  readonly state?: Readonly<Record<string, Json>>;
}

export interface SignOnTraceSummary {
  /** Short code that the person was shown. */
  readonly code: string;
  readonly realm: string;
  readonly journey: string;
  readonly versionId: string;
  readonly startedAt: number;
  /** Undefined while it runs or when the person went away. */
  readonly endedAt?: number;
  readonly result: 'running' | 'succeeded' | 'failed' | 'expired';
  /** Who was identified, or else whom a failed sign-on named, if there is such a person. */
  readonly username?: string;
  /** Whether a draft was tried. */
  readonly preview: boolean;
  readonly visitCount: number;
}

/** Part of what a search finds. */
export interface SignOnTraceList {
  /** Newest first. */
  readonly traces: readonly SignOnTraceSummary[];
  /** The latest time that was not looked at, to go on there; left out when everything was. */
  readonly next?: number;
  /** How many days traces are kept; 0 when none are made. */
  readonly keptDays: number;
}

export interface SignOnTrace extends SignOnTraceSummary {
  readonly visits: readonly TracedVisit[];
  /** What went wrong, for the author and the operator. */
  readonly faults: readonly { readonly code: string; readonly message: string; readonly nodeId?: string; readonly at: number }[];
}
