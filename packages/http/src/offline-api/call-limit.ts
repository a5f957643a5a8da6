const MINUTE_MS = 60_000;

/** Bounds how often each client calls in a minute. */
export class CallLimit {
  readonly #most: number;
  readonly #count = new Map<string, number>();
  #minute = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns undefined when the call may be made, else after how many seconds the next one may */
  take(client: string, now: number): number | undefined {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#count.clear();
    this.#minute = minute;
    const count = (this.#count.get(client) ?? 0) + 1;
    this.#count.set(client, count);
    return count > this.#most ? Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000) : undefined;
  }
}
