import type { Measured } from '@waygate/node-kit';
import type { Json } from '@waygate/schema';

/** The run that something happened in. */
export interface ObservedRun {
  readonly sessionId: string;
  readonly realm: string;
  /** The journey that the run began with. */
  readonly outermost: { readonly journey: string; readonly versionId: string };
  /** When the run ends by itself, epoch milliseconds. */
  readonly until: number;
  /** Who is identified so far. */
  readonly username?: string;
  /** Ticket under which a draft is tried. */
  readonly preview?: string;
}

/** One node that ran, for the trace and the audit. Never carries a secret. */
export interface NodeVisit extends ObservedRun {
  /** Journey that the node stands in, and its version. */
  readonly journey: string;
  readonly versionId: string;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly displayName: string;
  /** Page that the node stands on; what stands on a page is told before the page. */
  readonly pageId?: string;
  /** Outcome taken, or `sent`, `suspended`, `refused`, `failed`, or `entered` of a node that runs a journey. */
  readonly result: string;
  readonly at: number;
  /** How long it ran, milliseconds. */
  readonly took: number;
  /** Shared state after the node, with what may be secret masked; only while a draft is tried. */
  readonly state?: Readonly<Record<string, Json>>;
  readonly audit?: Readonly<Record<string, Json>>;
  readonly measured?: Measured;
}

export interface JourneyEnded {
  readonly sessionId: string;
  readonly versionId: string;
  readonly preview?: string;
  readonly realm: string;
  readonly journey: string;
  readonly result: 'succeeded' | 'failed';
  /** Who was identified. */
  readonly username?: string;
  /** What was typed as a name when nobody was identified. It may be anything, a password too: who keeps it must know it for a name first. */
  readonly claimed?: string;
  readonly at: number;
  readonly visits: number;
}

/** Something that an operator or an author must see, such as a node that threw. */
export interface JourneyFault extends ObservedRun {
  readonly code: string;
  readonly message: string;
  readonly nodeId?: string;
  readonly at: number;
  readonly cause?: unknown;
}

/** What the engine tells about its work. Calls must not throw and must not wait. */
export interface Observer {
  /** A run began. */
  started?(run: ObservedRun): void;
  visited(visit: NodeVisit): void;
  ended(end: JourneyEnded): void;
  fault(fault: JourneyFault): void;
}
