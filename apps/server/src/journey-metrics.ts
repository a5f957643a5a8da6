import type { NodeVisit } from '@waygate/engine';

/** More metrics than any operator looks at; what comes after them is not kept, so that the memory of the server is bounded. */
const MOST = 1_000;

/** Counts and times that the nodes of journeys measure, since the server began. */
export class JourneyMetrics {
  readonly #events = new Map<string, number>();
  readonly #times = new Map<string, { count: number; sum: number }>();

  /** Counts what a node measured; a draft that is tried is nobody's sign-on. */
  visited({ measured, preview }: Pick<NodeVisit, 'measured' | 'preview'>): void {
    if (measured === undefined || preview !== undefined) return;
    const { metric, milliseconds } = measured;
    if (milliseconds === undefined) {
      if (this.#events.has(metric) || this.#events.size < MOST) this.#events.set(metric, (this.#events.get(metric) ?? 0) + 1);
      return;
    }
    const { count, sum } = this.#times.get(metric) ?? { count: 0, sum: 0 };
    if (count > 0 || this.#times.size < MOST) this.#times.set(metric, { count: count + 1, sum: sum + milliseconds });
  }

  /** In Prometheus' text form; empty while nothing was measured. */
  text(): string {
    const lines: string[] = [];
    if (this.#events.size > 0) lines.push('# TYPE waygate_journey_events_total counter');
    for (const [metric, count] of this.#events) lines.push(`waygate_journey_events_total{metric="${escaped(metric)}"} ${count}`);
    if (this.#times.size > 0) lines.push('# TYPE waygate_journey_milliseconds summary');
    for (const [metric, { count, sum }] of this.#times) {
      lines.push(`waygate_journey_milliseconds_sum{metric="${escaped(metric)}"} ${sum}`);
      lines.push(`waygate_journey_milliseconds_count{metric="${escaped(metric)}"} ${count}`);
    }
    return lines.map((line) => `${line}\n`).join('');
  }
}

function escaped(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
