import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { JourneyEnded, NodeVisit, ObservedRun } from '@waygate/engine';
import type { MetricRegistry } from '@waygate/http';
import type { HashingQueue } from '@waygate/integrations';
import type { StoreWatch } from '@waygate/storage';
import type { Tracing, TracingFacts } from '@waygate/tracing';
import { VERSION } from './version.ts';

const NODE_SECONDS = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
const STORE_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
const NANO = 1e9;

/** What the server counts of its work, besides requests. Labels are names of journeys that are live, of node types and of ours: never whose sign-on it was. */
export function serverMetrics(registry: MetricRegistry, hashing: Pick<HashingQueue, 'facts'>, tracing?: Pick<Tracing, 'facts'>) {
  const started = registry.counter('waygate_journeys_started_total', 'Sign-ons that began, by the journey that they began with.', [
    'journey',
  ]);
  const ended = registry.counter('waygate_journeys_ended_total', 'Sign-ons that ended, by journey and result: succeeded or failed.', [
    'journey',
    'result',
  ]);
  const faults = registry.counter('waygate_journey_faults_total', 'Faults that an author or an operator must see, by code.', ['code']);
  const outcomes = registry.counter('waygate_node_outcomes_total', 'Nodes that ran, by type and what they answered.', ['type', 'outcome']);
  const nodeSeconds = registry.histogram('waygate_node_seconds', 'How long nodes ran, by type.', ['type'], NODE_SECONDS);
  const sent = registry.counter('waygate_push_sent_total', 'Pushes that were to be sent: sent, rateLimited or failed.', ['result']);
  const answered = registry.counter('waygate_push_answered_total', 'What phones posted, by action: taken, or refused.', [
    'action',
    'result',
  ]);
  const settled = registry.counter('waygate_push_settled_total', 'What became of pushes to sign on by: approved, denied or expired.', [
    'result',
  ]);
  const refused = registry.counter(
    'waygate_throttle_refused_total',
    'Tries that were refused before anything was compared, by kind of authenticator, and why: wait, disabled or locked.',
    ['authenticator', 'reason'],
  );
  const sessions = registry.counter('waygate_sessions_started_total', 'Sign-on sessions of people that were made.');
  const sessionEnds = registry.counter(
    'waygate_sessions_ended_total',
    'Sign-on sessions that were ended before their time, by how: LOGOUT, UPGRADE or DESTROY. Those that run out are not counted.',
    ['how'],
  );
  const watchStore = storeMetrics(registry);

  const queue = (name: string, help: string, value: (facts: ReturnType<HashingQueue['facts']>) => number, type: 'gauge' | 'counter') =>
    registry.read(`waygate_hashing_${name}`, help, [], () => [[[], value(hashing.facts())]], type);
  queue('running', 'Passwords and recovery codes that are hashed at this moment.', ({ running }) => running, 'gauge');
  queue('waiting', 'Those that wait for it.', ({ waiting }) => waiting, 'gauge');
  queue('done_total', 'Those that were hashed.', ({ done }) => done, 'counter');
  queue('refused_total', 'Those that were turned away because too many waited.', ({ refused: many }) => many, 'counter');
  queue('waited_seconds_total', 'How long those that were hashed had waited, added up.', ({ waitedSeconds }) => waitedSeconds, 'counter');
  queue('ran_seconds_total', 'How long hashing them took, added up.', ({ ranSeconds }) => ranSeconds, 'counter');

  const spans = (name: string, help: string, value: (facts: TracingFacts) => number, type: 'gauge' | 'counter') =>
    registry.read(`waygate_trace_spans_${name}`, help, [], () => [[[], tracing === undefined ? 0 : value(tracing.facts())]], type);
  spans('exported_total', 'Spans that the collector of traces took.', ({ exported }) => exported, 'counter');
  spans(
    'dropped_total',
    'Spans that were given up, since too many waited or the collector did not take them.',
    ({ dropped }) => dropped,
    'counter',
  );
  spans('waiting', 'Spans that wait for the collector.', ({ waiting }) => waiting, 'gauge');

  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  registry.read(
    'waygate_event_loop_delay_seconds',
    'How late the event loop was since the page was last read, by quantile.',
    ['quantile'],
    () => {
      const samples = [50, 99, 100].map((percent) => [[String(percent / 100)], (delay.percentile(percent) || 0) / NANO] as const);
      delay.reset();
      return samples;
    },
  );
  registry.read('waygate_resident_memory_bytes', 'Memory of the process.', [], () => [[[], process.memoryUsage.rss()]]);
  registry.read(
    'waygate_cpu_seconds_total',
    'Processor time of the process.',
    [],
    () => {
      const { user, system } = process.cpuUsage();
      return [[[], (user + system) / 1e6]];
    },
    'counter',
  );
  registry.read('waygate_uptime_seconds', 'How long the process runs.', [], () => [[[], process.uptime()]]);
  registry.read('waygate_build_info', 'What runs; always 1.', ['version', 'node'], () => [[[VERSION, process.versions.node], 1]]);

  return {
    started: ({ outermost, preview }: Pick<ObservedRun, 'outermost' | 'preview'>) => {
      if (preview === undefined) started.add([outermost.journey]);
    },
    visited: ({ nodeType, result, took, preview }: NodeVisit) => {
      if (preview !== undefined) return;
      outcomes.add([nodeType, result]);
      nodeSeconds.observe([nodeType], took / 1_000);
    },
    ended: ({ journey, result, preview }: JourneyEnded) => {
      if (preview === undefined) ended.add([journey, result]);
    },
    fault: ({ code, preview }: { readonly code: string; readonly preview?: string }) => {
      if (preview === undefined) faults.add([code]);
    },
    pushSent: (result: string) => sent.add([result]),
    pushAnswered: (action: string, result: 'taken' | 'refused') => answered.add([action, result]),
    pushSettled: (result: string) => settled.add([result]),
    /** @param authenticator as in `AttemptTarget`: only its kind is a label, since what follows names a device */
    throttled: (authenticator: string, reason: string) => refused.add([authenticator.split(':')[0] ?? '', reason]),
    sessionStarted: () => sessions.add(),
    sessionEnded: (how: string) => sessionEnds.add([how]),
    watchStore,
    /** Lets go of what measures. */
    stop: () => delay.disable(),
  };
}

/** What a store is watched by: how long its operations take, and how many it did not answer. */
export function storeMetrics(registry: MetricRegistry): StoreWatch {
  const seconds = registry.histogram(
    'waygate_store_seconds',
    'How long operations of the store took, by kind.',
    ['operation'],
    STORE_SECONDS,
  );
  const failures = registry.counter('waygate_store_failures_total', 'Operations of the store that came to nothing, by kind.', [
    'operation',
  ]);
  return (operation, took, answered) => {
    seconds.observe([operation], took / 1_000);
    if (!answered) failures.add([operation]);
  };
}

export type ServerMetrics = ReturnType<typeof serverMetrics>;
