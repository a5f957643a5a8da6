import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, defaultTextMapGetter, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BoundedSender } from './bounded-sender.ts';
import type { OpenSpan, SpanSort, Tracing, TracingSettings } from './tracing.ts';

const KINDS: Readonly<Record<SpanSort, SpanKind>> = { work: SpanKind.INTERNAL, request: SpanKind.SERVER, call: SpanKind.CLIENT };
/** How long the end of the process waits for the collector, milliseconds. */
const GRACE_MS = 3_000;
/** Longest text of a span. */
const LONGEST_TEXT = 256;

/** Begins to trace. Nothing of it is global: two servers in one process have their own. */
export function startTracing({ endpoint, headers, resource, sampler, timeoutMs }: TracingSettings): Tracing {
  const active = new AsyncLocalStorage<Context>();
  const sender = new BoundedSender(
    new OTLPTraceExporter({ url: endpoint, headers: { ...headers }, timeoutMillis: timeoutMs, concurrencyLimit: 2 }),
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...resource }),
    sampler: samplerOf(sampler),
    spanProcessors: [sender],
    spanLimits: { attributeValueLengthLimit: LONGEST_TEXT },
  });
  const tracer = provider.getTracer('waygate');
  const propagator = new W3CTraceContextPropagator();

  function opened(name: string, sort: SpanSort, parent: Context, facts: Parameters<Tracing['open']>[2]): OpenSpan {
    const span = tracer.startSpan(name, { kind: KINDS[sort], ...(facts === undefined ? {} : { attributes: facts }) }, parent);
    const inside = trace.setSpan(parent, span);
    return {
      run: (work) => active.run(inside, work),
      add: (more) => void span.setAttributes(more),
      rename: (other) => void span.updateName(other),
      end: (error, at) => end(span, error, at),
    };
  }

  return {
    open: (name, sort, facts) => opened(name, sort, active.getStore() ?? ROOT_CONTEXT, facts),
    receive: (name, caller) =>
      opened(
        name,
        'request',
        caller === undefined ? ROOT_CONTEXT : propagator.extract(ROOT_CONTEXT, caller, defaultTextMapGetter),
        undefined,
      ),
    note: (name, sort, took, facts, error, ago = 0) => {
      const parent = active.getStore();
      const within = parent === undefined ? undefined : trace.getSpan(parent);
      if (parent === undefined || within?.isRecording() !== true) return;
      const until = Date.now() - ago;
      const options = { kind: KINDS[sort], startTime: until - took, ...(facts === undefined ? {} : { attributes: facts }) };
      end(tracer.startSpan(name, options, parent), error, until);
    },
    current: () => {
      const parent = active.getStore();
      const context = parent === undefined ? undefined : trace.getSpanContext(parent);
      return context === undefined ? undefined : { trace_id: context.traceId, span_id: context.spanId };
    },
    facts: () => sender.facts(),
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, GRACE_MS);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), enough]);
      clearTimeout(timer);
      sender.abandon();
    },
  };
}

function end(span: Span, error: string | undefined, at: number | undefined): void {
  if (error !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', error);
  }
  span.end(at);
}

function samplerOf({ kind, ratio, followsParent }: TracingSettings['sampler']): Sampler {
  const root =
    kind === 'always_on' ? new AlwaysOnSampler() : kind === 'always_off' ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
  return followsParent ? new ParentBasedSampler({ root }) : root;
}
