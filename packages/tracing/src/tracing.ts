/** How and where to traces go. */
export interface TracingSettings {
  /** Address that takes spans as OTLP in JSON, such as `http://collector:4318/v1/traces`. */
  readonly endpoint: string;
  /** Headers for it; they may hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** What says whose spans these are, `service.name` among it. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: { readonly kind: 'always_on' | 'always_off' | 'traceidratio'; readonly ratio: number; readonly followsParent: boolean };
  /** How long the collector may take for one batch, milliseconds. */
  readonly timeoutMs: number;
}

/** What a span says. Nothing of it may be what a client wrote, or the name of a person. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;
/** Whether a span is of work here, of a request that was answered, or of a call of another server. */
export type SpanSort = 'work' | 'request' | 'call';

/** A span whose work goes on. */
export interface OpenSpan {
  /** Runs something, and whatever it begins, inside of the span. */
  run<T>(work: () => T): T;
  add(facts: SpanFacts): void;
  rename(name: string): void;
  /** @param error code of what went wrong, if something did @param at when it ended, epoch milliseconds; now when left out */
  end(error?: string, at?: number): void;
}

/** How tracing goes. Counted since it began. */
export interface TracingFacts {
  /** Spans that the collector took. */
  readonly exported: number;
  /** Spans that were given up: too many waited, or the collector did not take them. */
  readonly dropped: number;
  readonly waiting: number;
}

/** Traces of the work of a process. No call throws or waits, whatever becomes of the collector. */
export interface Tracing {
  /** Opens a span inside of the one that this work runs in, or else the first of a trace. */
  open(name: string, sort: SpanSort, facts?: SpanFacts): OpenSpan;
  /** Opens the first span here of a trace: of one that a caller has begun, by its headers of W3C Trace Context, or of a new one. */
  receive(name: string, caller?: { readonly traceparent?: string; readonly tracestate?: string }): OpenSpan;
  /** Adds a span of what is over already to the one that this work runs in; nothing outside of any. @param took milliseconds until now, or until `ago` before */
  note(name: string, sort: SpanSort, took: number, facts?: SpanFacts, error?: string, ago?: number): void;
  /** The span that this work runs in. */
  current(): { readonly trace_id: string; readonly span_id: string } | undefined;
  facts(): TracingFacts;
  /** Sends what waits, for a moment at most, and takes no more. */
  stop(): Promise<void>;
}
