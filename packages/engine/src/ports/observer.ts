import type { Json } from '@waygate/schema';

/** One node that ran, for the trace and the audit. Never carries a secret. */
export interface NodeVisit {
  readonly sessionId: string;
  readonly realm: string;
  readonly journey: string;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly displayName: string;
  /** Outcome taken, or `sent`, `suspended`, `refused`, `failed`. */
  readonly result: string;
  readonly at: number;
  /** How long it ran, milliseconds. */
  readonly took: number;
  /** Version of the journey that the node stands in, and the journey that the run began with. */
  readonly versionId: string;
  readonly outermost: { readonly journey: string; readonly versionId: string };
  /** Ticket under which a draft is tried. */
  readonly preview?: string;
  /** Shared state after the node, with what may be secret masked; only while a draft is tried. */
  readonly state?: Readonly<Record<string, Json>>;
  readonly audit?: Readonly<Record<string, Json>>;
}

export interface JourneyEnded {
  readonly sessionId: string;
  readonly versionId: string;
  readonly preview?: string;
  readonly realm: string;
  readonly journey: string;
  readonly result: 'succeeded' | 'failed';
  readonly username?: string;
  readonly at: number;
  readonly visits: number;
}

/** What the engine tells about its work. Calls must not throw and must not wait. */
export interface Observer {
  visited(visit: NodeVisit): void;
  ended(end: JourneyEnded): void;
  /** Something that an operator or an author must see, such as a node that threw. */
  fault(fault: {
    readonly code: string;
    readonly message: string;
    readonly sessionId: string;
    readonly nodeId?: string;
    readonly cause?: unknown;
  }): void;
}
