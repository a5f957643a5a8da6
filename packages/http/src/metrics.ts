/** Counts of requests by resource and status, and gauges, in Prometheus' text form. */
export class Metrics {
  readonly #counts = new Map<string, number>();

  count(resource: string, status: number): void {
    const name = `${/^[a-z-]{1,32}$/.test(resource) ? resource : 'other'}"} ${status}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** @param gauges further values by name */
  text(gauges: Readonly<Record<string, number>>): string {
    const lines = ['# TYPE waygate_requests_total counter'];
    for (const [name, count] of this.#counts) {
      const [resource = '', status = ''] = name.split('"} ');
      lines.push(`waygate_requests_total{resource="${resource}",status="${status}"} ${count}`);
    }
    for (const [name, value] of Object.entries(gauges)) lines.push(`# TYPE waygate_${name} gauge`, `waygate_${name} ${value}`);
    return `${lines.join('\n')}\n`;
  }
}
