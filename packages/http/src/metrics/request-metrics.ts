import type { Counter, Distribution, MetricRegistry } from './metric-registry.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts requests by resource and status, and times them by resource. Resources are names of ours, never what a client wrote. */
export class RequestMetrics {
  readonly #requests: Counter;
  readonly #seconds: Distribution;

  constructor(registry: MetricRegistry) {
    this.#requests = registry.counter('waygate_requests_total', 'Requests that were answered, by resource and status.', [
      'resource',
      'status',
    ]);
    this.#seconds = registry.histogram('waygate_request_seconds', 'How long answers took, by class of address.', ['class'], SECONDS);
  }

  count(resource: string, status: number): void {
    this.#requests.add([nameOf(resource), String(status)]);
  }

  /** @param from when the request came, as `performance.now()` gives it */
  time(resource: string, from: number): void {
    this.#seconds.observe([nameOf(resource)], (performance.now() - from) / 1_000);
  }
}

function nameOf(resource: string): string {
  return /^[a-z-]{1,32}$/.test(resource) ? resource : 'other';
}
