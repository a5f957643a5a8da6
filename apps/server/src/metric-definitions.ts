import { limitedCounter, type MetricDefinition, MetricRegistry, RequestMetrics } from '@waygate/http';
import { JourneyMetrics } from './journey-metrics.ts';
import { serverMetrics } from './server-metrics.ts';

/** Every metric that a server has, by name. */
export function metricDefinitions(): readonly MetricDefinition[] {
  const registry = new MetricRegistry();
  new RequestMetrics(registry);
  new JourneyMetrics(registry);
  limitedCounter(registry);
  serverMetrics(registry, { facts: () => ({ running: 0, waiting: 0, done: 0, refused: 0, waitedSeconds: 0, ranSeconds: 0 }) }).stop();
  return registry.definitions();
}
