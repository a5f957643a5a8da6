import { MetricRegistry } from '@waygate/http';
import { expect, it } from 'vitest';
import { JourneyMetrics } from '../src/journey-metrics.ts';

function begin() {
  const registry = new MetricRegistry();
  const metrics = new JourneyMetrics(registry);
  const lines = () =>
    registry
      .text()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
  return { metrics, lines };
}

it('counts events, and adds up times, by metric', () => {
  const { metrics, lines } = begin();
  metrics.visited({});
  expect(lines()).toEqual(['']);
  for (const metric of ['mfa', 'mfa', 'other']) metrics.visited({ measured: { metric } });
  for (const milliseconds of [0, 250, 1_000]) metrics.visited({ measured: { metric: 'mfa', milliseconds } });
  expect(lines()).toEqual([
    'waygate_journey_events_total{metric="mfa"} 2',
    'waygate_journey_events_total{metric="other"} 1',
    'waygate_journey_milliseconds_sum{metric="mfa"} 1250',
    'waygate_journey_milliseconds_count{metric="mfa"} 3',
    '',
  ]);
});

it('counts no draft that is tried', () => {
  const { metrics, lines } = begin();
  metrics.visited({ measured: { metric: 'mfa' }, preview: 'ticket' });
  expect(lines()).toEqual(['']);
});

it('lets no name of a metric forge a line', () => {
  const { metrics, lines } = begin();
  metrics.visited({ measured: { metric: 'a"} 1\nforged{x="\\' } });
  expect(lines()).toEqual(['waygate_journey_events_total{metric="a\\"} 1\\nforged{x=\\"\\\\"} 1', '']);
});

it('tells a bounded number of metrics apart, cuts what is long, and goes on counting', () => {
  const { metrics, lines } = begin();
  for (let number = 0; number < 1_100; number += 1) {
    metrics.visited({ measured: { metric: `m${number}` } });
    metrics.visited({ measured: { metric: `m${number}`, milliseconds: 1 } });
  }
  metrics.visited({ measured: { metric: 'm0' } });
  const text = lines().join('\n');
  expect(text.match(/events_total\{/g)).toHaveLength(1_001);
  expect(text.match(/milliseconds_count\{/g)).toHaveLength(1_001);
  expect(text).toContain('events_total{metric="m0"} 2');
  expect(text).toContain('events_total{metric="other"} 100');
  const other = begin();
  other.metrics.visited({ measured: { metric: 'x'.repeat(10_000) } });
  expect(other.lines()[0]).toBe(`waygate_journey_events_total{metric="${'x'.repeat(100)}…"} 1`);
});
