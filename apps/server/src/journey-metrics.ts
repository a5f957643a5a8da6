import type { NodeVisit } from '@waygate/engine';
import type { Counter, Distribution, MetricRegistry } from '@waygate/http';

/** Counts and times that the nodes of journeys measure, since the server began. */
export class JourneyMetrics {
  readonly #events: Counter;
  readonly #times: Distribution;

  constructor(registry: MetricRegistry) {
    this.#events = registry.counter('waygate_journey_events_total', 'What Meter nodes counted, by their metric.', ['metric']);
    this.#times = registry.summary('waygate_journey_milliseconds', 'What Timer nodes measured, by their metric.', ['metric']);
  }

  /** Counts what a node measured; a draft that is tried is nobody's sign-on. */
  visited({ measured, preview }: Pick<NodeVisit, 'measured' | 'preview'>): void {
    if (measured === undefined || preview !== undefined) return;
    const { metric, milliseconds } = measured;
    if (milliseconds === undefined) this.#events.add([metric]);
    else this.#times.observe([metric], milliseconds);
  }
}
