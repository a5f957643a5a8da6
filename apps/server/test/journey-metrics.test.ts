import { expect, it } from 'vitest';
import { JourneyMetrics } from '../src/journey-metrics.ts';

it('counts events, and adds up times, by metric', () => {
  const metrics = new JourneyMetrics();
  expect(metrics.text()).toBe('');
  metrics.visited({});
  for (const metric of ['mfa', 'mfa', 'other']) metrics.visited({ measured: { metric } });
  for (const milliseconds of [0, 250, 1_000]) metrics.visited({ measured: { metric: 'mfa', milliseconds } });
  expect(metrics.text()).toBe(`# TYPE waygate_journey_events_total counter
waygate_journey_events_total{metric="mfa"} 2
waygate_journey_events_total{metric="other"} 1
# TYPE waygate_journey_milliseconds summary
waygate_journey_milliseconds_sum{metric="mfa"} 1250
waygate_journey_milliseconds_count{metric="mfa"} 3
`);
});

it('counts no draft that is tried', () => {
  const metrics = new JourneyMetrics();
  metrics.visited({ measured: { metric: 'mfa' }, preview: 'ticket' });
  expect(metrics.text()).toBe('');
});

it('lets no name of a metric forge a line', () => {
  const metrics = new JourneyMetrics();
  metrics.visited({ measured: { metric: 'a"} 1\nforged{x="\\' } });
  expect(metrics.text().split('\n')).toEqual([
    '# TYPE waygate_journey_events_total counter',
    'waygate_journey_events_total{metric="a\\"} 1\\nforged{x=\\"\\\\"} 1',
    '',
  ]);
});

it('keeps a bounded number of metrics, and goes on counting those', () => {
  const metrics = new JourneyMetrics();
  for (let number = 0; number < 1_100; number += 1) {
    metrics.visited({ measured: { metric: `m${number}` } });
    metrics.visited({ measured: { metric: `m${number}`, milliseconds: 1 } });
  }
  metrics.visited({ measured: { metric: 'm0' } });
  const text = metrics.text();
  expect(text.match(/events_total\{/g)).toHaveLength(1_000);
  expect(text.match(/milliseconds_count\{/g)).toHaveLength(1_000);
  expect(text).toContain('{metric="m0"} 2');
});
