import { readInbox, ScenarioPhone } from '@waygate/scenarios';

/** A push as it arrived. */
export interface Arrival {
  readonly messageId: string;
  readonly jwt: string;
}

/** A phone that is switched on: its inbox is open until it is switched off. */
export class PhoneAtHand extends ScenarioPhone {
  #off: AbortController | undefined;
  /** Pushes that arrived, in their order, each once. */
  readonly arrived: Arrival[] = [];
  readonly #waiting = new Set<() => void>();

  /** Opens the inbox. What waits there arrives first. */
  async switchOn(url: string): Promise<void> {
    this.switchOff();
    const off = new AbortController();
    this.#off = off;
    await readInbox(url, this.inboxKey, (messageId, jwt) => this.#take({ messageId, jwt }), off.signal);
  }

  switchOff(): void {
    this.#off?.abort();
    this.#off = undefined;
  }

  /** The push that arrives as the n-th, from 1, whether this phone can read it or not. */
  async arrival(count: number): Promise<Arrival> {
    for (;;) {
      const arrival = this.arrived[count - 1];
      if (arrival !== undefined) return arrival;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  #take(arrival: Arrival): void {
    if (this.arrived.some(({ messageId }) => messageId === arrival.messageId)) return;
    this.arrived.push(arrival);
    for (const wake of this.#waiting) wake();
    try {
      this.receive(arrival.messageId, arrival.jwt);
    } catch {
      // Raw phones listen at this inbox too, and what is for them is not for this one.
    }
  }
}
