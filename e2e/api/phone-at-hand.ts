import { readInbox, ScenarioPhone } from '@waygate/scenarios';

/** A push as it arrived. */
export interface Arrival {
  readonly messageId: string;
  readonly jwt: string;
}

/** A phone that is switched on: its inbox is open until it is switched off. */
export class PhoneAtHand extends ScenarioPhone {
  readonly #off = new AbortController();
  /** Pushes that arrived, in their order. */
  readonly arrived: Arrival[] = [];
  readonly #waiting = new Set<() => void>();

  /** Opens the inbox. */
  switchOn(url: string): Promise<void> {
    return readInbox(
      url,
      this.inboxKey,
      (messageId, jwt) => {
        this.arrived.push({ messageId, jwt });
        for (const wake of this.#waiting) wake();
        try {
          this.receive(messageId, jwt);
        } catch {
          // Raw phones listen at this inbox too, and what is for them is not for this one.
        }
      },
      this.#off.signal,
    );
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

  switchOff(): void {
    this.#off.abort();
  }
}
