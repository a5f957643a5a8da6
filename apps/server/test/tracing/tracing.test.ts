import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace, readConfig, runServer } from '../../src/index.ts';
import { createServerLog } from '../../src/logging/server-log.ts';
import { watchingOf } from '../../src/watching.ts';
import { journeyOf, node } from '../house.ts';
import { SecretScanner } from '../leaks/secret-scanner.ts';
import { otlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

const PASSWORD = 'a-recognisable-password';
const WRONG = 'a-recognisable-wrong-one';
const NOBODY = 'a-recognisable-name';
const HEADER = 'a-recognisable-header';
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';

const journey = journeyOf(
  {
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: 'check' }),
    check: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  },
  'Traced',
);

/** Copies of a server on one store, and what they log. */
async function copies(count: number, endpoint: string, variables: Record<string, string> = {}) {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-traced-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_TRUSTED_PROXIES: '127.0.0.1,::1',
    WAYGATE_TRUST_TRACEPARENT: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(`Bearer ${HEADER}`)}`,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    ...variables,
  });
  const setup = await openWorkspace(config);
  await setup.stores.journeys.publish('/', [journey], { at: 0, author: 'test', note: '' });
  onTestFinished(() => setup.close());
  const logged: string[] = [];
  const servers = [];
  for (let made = 0; made < count; made += 1) {
    const { tracing } = await watchingOf(config);
    const log = createServerLog('debug', { place: () => tracing?.current(), write: (line) => void logged.push(line) });
    const server = await runServer(config, () => undefined, undefined, { log, ...(tracing === undefined ? {} : { tracing }) });
    onTestFinished(() => server.stop());
    servers.push(server);
  }
  return { servers, setup, logged };
}

const PATH = '/am/json/realms/root/authenticate';
async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Page };
}
interface Page {
  readonly authId?: string;
  readonly tokenId?: string;
  readonly callbacks?: { input: { value: unknown }[] }[];
}
const filled = ({ authId, callbacks = [] }: Page, value: string) => ({
  authId,
  callbacks: callbacks.map((one) => ({ ...one, input: one.input.map((input) => ({ ...input, value })) })),
});

/** Lines of a trace, each span below its parent. */
function drawn(spans: readonly ReceivedSpan[], parent: string | undefined, depth = 0): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .sort((a, b) => Number(a.start - b.start))
    .flatMap((span) => [`${'  '.repeat(depth)}${span.name}`, ...drawn(spans, span.spanId, depth + 1)]);
}

describe('traces', () => {
  it('follow a sign-on over two copies, through nodes to the hash and the store, and into the log, and hold nothing that a client wrote', async () => {
    const collector = await otlpReceiver();
    const { servers, logged } = await copies(2, collector.url);
    const [one, other] = servers.map(({ url }) => `${url}${PATH}`) as [string, string];
    const by = { traceparent: `00-${CALLER}-00f067aa0ba902b7-01`, 'X-Canary': NOBODY };
    const signOn = async (name: string, password: string) => {
      const first = await post(`${one}?authIndexType=service&authIndexValue=Traced&goto=%2F${NOBODY}`, {}, by);
      const second = await post(other, filled(first.body, name), by);
      return { authIds: [first.body.authId, second.body.authId], end: await post(one, filled(second.body, password), by) };
    };
    const right = await signOn('amadmin', PASSWORD);
    const wrong = await signOn(NOBODY, WRONG);
    expect([right.end.status, wrong.end.status]).toEqual([200, 401]);
    const unknown = await fetch(`${servers[0]?.url}/${NOBODY}/x?token=${NOBODY}`, { method: 'GET', headers: by });
    expect(unknown.status).toBe(404);
    await Promise.all(servers.map((server) => server.stop()));

    const { spans, state } = collector;
    expect(state.headers.authorization).toBe(`Bearer ${HEADER}`);
    expect(new Set(spans.map(({ resource }) => `${resource['service.name']} ${resource['deployment.environment.name']}`))).toEqual(
      new Set(['waygate test']),
    );
    const ours = spans.filter(({ traceId }) => traceId === CALLER);
    const requests = ours.filter(({ parentSpanId }) => parentSpanId === '00f067aa0ba902b7');
    expect(requests.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
      '2 GET /*path',
      ...Array.from({ length: 6 }, () => '2 POST /am/json/:realm/authenticate'),
    ]);
    const ended = ours.find(({ facts }) => facts['waygate.node.outcome'] === 'true');
    expect(ended?.facts).toMatchObject({
      'waygate.node.type': 'DataStoreDecisionNode',
      'waygate.journey': 'Traced',
      'waygate.journey.version': expect.any(String),
      'waygate.run': expect.any(String),
    });
    const step = ours.find(({ spanId }) => spanId === ended?.parentSpanId);
    expect(step).toMatchObject({ name: 'journey submit', facts: { 'waygate.step': 'success' } });
    const run = ended?.facts['waygate.run'];
    expect(
      new Set(ours.filter(({ facts }) => facts['waygate.run'] === run).map(({ facts }) => facts['waygate.node.outcome'])).size,
    ).toBeGreaterThan(2);
    const tree = drawn(ours, ended?.spanId);
    expect(tree).toEqual(expect.arrayContaining(['hashing wait', 'hashing run']));
    expect(drawn(ours, step?.spanId)).toEqual(expect.arrayContaining(['node DataStoreDecisionNode', 'store write', 'journey ended']));
    for (const { start, end } of spans) expect(end >= start).toBe(true);

    const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    const visit = lines.find(({ event, result }) => event === 'AM-NODE-LOGIN-COMPLETED' && result === 'true');
    expect(visit).toMatchObject({ trace_id: CALLER, run, span_id: expect.stringMatching(/^[\da-f]{16}$/) });
    expect(spans.map(({ spanId }) => spanId)).toContain(visit?.['span_id']);

    const scanner = new SecretScanner();
    for (const secret of [PASSWORD, WRONG, NOBODY, HEADER, 'amadmin', right.end.body.tokenId ?? '', ...right.authIds, ...wrong.authIds])
      scanner.plant('canary', secret ?? '');
    expect(scanner.find('traces', state.raw)).toEqual([]);
    expect(scanner.find('traces', JSON.stringify({ facts: { name: NOBODY } })), 'the scanner finds what leaks').not.toEqual([]);
  });

  it.each([
    ['whoever no trusted proxy vouches for', { WAYGATE_TRUSTED_PROXIES: '192.0.2.1' }],
    ['whoever comes by a trusted proxy that nobody said to believe of it', { WAYGATE_TRUST_TRACEPARENT: '' }],
  ])('begin anew for %s', async (_who, variables) => {
    const collector = await otlpReceiver();
    const { servers } = await copies(1, collector.url, variables);
    await fetch(`${servers[0]?.url}/healthz`, { headers: { traceparent: `00-${CALLER}-00f067aa0ba902b7-01` } });
    await servers[0]?.stop();
    expect(collector.spans).toMatchObject([{ name: 'GET /healthz', parentSpanId: undefined }]);
    expect(collector.spans[0]?.traceId).not.toBe(CALLER);
  });

  it('are left out as the sampler says, and as a proxy says that is believed', async () => {
    const never = await otlpReceiver();
    const { servers: silent } = await copies(1, never.url, {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    await fetch(`${silent[0]?.url}/healthz`);
    await fetch(`${silent[0]?.url}/healthz`, { headers: { traceparent: `00-${CALLER}-00f067aa0ba902b7-01` } });
    await silent[0]?.stop();
    expect(never.spans.map(({ traceId }) => traceId)).toEqual([CALLER]);
  });

  it.each(['hangs', 'refuses', 'is away'] as const)(
    'hold no sign-on up while the collector %s, and what is given up is counted',
    async (how) => {
      const collector = await otlpReceiver();
      if (how !== 'is away') collector.state.mode = how;
      const { servers } = await copies(1, how === 'is away' ? 'http://127.0.0.1:9' : collector.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '200' });
      const [server] = servers;
      const signOn = () => post(`${server?.url}${PATH}`, {}, { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD });
      expect((await signOn()).status).toBe(200);
      const dropped = async () =>
        Number(/^waygate_trace_spans_dropped_total (\d+)$/m.exec(await (await fetch(`${server?.url}/metrics`)).text())?.[1]);
      await expect.poll(dropped, { timeout: 10_000 }).toBeGreaterThan(0);
      expect((await signOn()).status).toBe(200);
      await server?.stop();
    },
  );
});

it('is said what is wrong with the variables, and is off without an address', () => {
  const problems = (variables: Record<string, string>) => {
    try {
      return readConfig(variables).tracing;
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };
  expect(problems({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'nonsense' })).toBeUndefined();
  expect(problems({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  expect(problems({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' })).toMatchObject({
    endpoint: 'http://c:4318/v1/traces',
    resource: { 'service.name': 'waygate' },
    sampler: { kind: 'always_on', followsParent: true },
  });
  const text = String(
    problems({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_HEADERS: HEADER,
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
    }),
  );
  for (const name of ['ENDPOINT', 'PROTOCOL', 'HEADERS', 'SAMPLER', 'SAMPLER_ARG']) expect(text).toContain(name);
  expect(text).not.toContain(HEADER);
});
