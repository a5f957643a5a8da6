import type { SignOnTrace, SignOnTraceSummary } from '@waygate/schema';

/** What to look for among the traces. Times are epoch milliseconds. */
export interface TraceQuery {
  /** A short code; a user name, or part of one when nobody is called exactly so. Letter case does not count. */
  readonly text?: string;
  readonly journey?: string;
  readonly result?: SignOnTraceSummary['result'];
  readonly from: number;
  readonly to: number;
  /** About how many at most: those that began in one millisecond stay together. */
  readonly limit: number;
}

/** Part of what a search finds. */
export interface TracePage {
  /** Newest first. */
  readonly traces: readonly SignOnTraceSummary[];
  /** Where to go on: the latest time that was not looked at. Undefined when everything was. */
  readonly next?: number;
}

/** How a part of a trace is kept. */
export interface TraceKeeping {
  /** When the trace goes, epoch milliseconds. */
  readonly expiresAt: number;
  /** When a sign-on that is not over by then has expired, epoch milliseconds. */
  readonly until?: number;
  /** Hash of the ticket of a preview. */
  readonly ticket?: string;
}

/** What nodes did in the sign-ons of the last days. Only has to outlive the process. */
export interface TraceStore {
  /** Adds to the trace of its code, or begins it; several processes may add to one. */
  append(part: SignOnTrace, keeping: TraceKeeping): Promise<void>;
  find(realm: string, code: string): Promise<SignOnTrace | undefined>;
  /** The latest trace of a preview ticket's hash. */
  findByTicket(ticket: string): Promise<SignOnTrace | undefined>;
  /** Looks at no more than it must, and at no more than some thousands at once: then it says where to go on. */
  search(realm: string, query: TraceQuery): Promise<TracePage>;
}
