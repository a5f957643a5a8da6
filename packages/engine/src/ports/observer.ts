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
  readonly audit?: Readonly<Record<string, Json>>;
}

export interface JourneyEnded {
  readonly sessionId: string;
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
