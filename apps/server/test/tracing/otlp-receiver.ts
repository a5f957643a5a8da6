import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: z.union([z.number(), z.string()]) }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
]);
const attributes = z.array(z.object({ key: z.string(), value }));
const span = z.object({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[\da-f]{16}$/)
    .optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  status: z.object({ code: z.number() }),
});
/** ExportTraceServiceRequest of OTLP 1, in JSON. */
const payload = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(span) })),
    }),
  ),
});

/** A span as the receiver got it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly kind: number;
  /** Nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
  readonly failed: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector on loopback that holds everything to OTLP's form. It goes with the test. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const state = { raw: '', headers: {} as IncomingHttpHeaders, mode: 'takes' as 'takes' | 'hangs' | 'refuses', requests: 0 };
  const server = createServer(async (request, response) => {
    state.requests += 1;
    state.headers = request.headers;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (state.mode === 'hangs') return;
    if (state.mode === 'refuses' || request.method !== 'POST' || request.url !== '/v1/traces') return void response.writeHead(400).end();
    const text = Buffer.concat(chunks).toString();
    state.raw += text;
    spans.push(...read(text));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, state };
}

function read(text: string): ReceivedSpan[] {
  return payload.parse(JSON.parse(text)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map(({ name, traceId, spanId, parentSpanId, kind, startTimeUnixNano, endTimeUnixNano, status, ...rest }) => ({
        name,
        traceId,
        spanId,
        parentSpanId,
        kind,
        start: BigInt(startTimeUnixNano),
        end: BigInt(endTimeUnixNano),
        failed: status.code === 2,
        facts: factsOf(rest.attributes),
        resource: factsOf(resource.attributes),
      })),
    ),
  );
}

function factsOf(list: z.infer<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value: one }) => [key, Object.values(one)[0]]));
}
