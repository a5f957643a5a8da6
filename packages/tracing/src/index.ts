export { startTracing } from './start-tracing.ts';
export type { OpenSpan, SpanFacts, SpanSort, Tracing, TracingFacts, TracingSettings } from './tracing.ts';
