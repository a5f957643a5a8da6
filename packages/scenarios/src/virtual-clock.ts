/** A clock that stands still until it is told to go on. */
export class VirtualClock {
  #now: number;

  /** @param start ISO 8601 */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  /** Epoch milliseconds. */
  readonly now = (): number => this.#now;

  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
