import type { Browser } from '@playwright/test';
import { Door } from '@waygate/scenarios';
import { ExpectAuthenticator } from '../pages/expect-authenticator.ts';
import { Seat } from './seat.ts';

/** What the scenarios of a worker share: the address of their servers, the browser that people sign on in, and the one that the web authenticator runs in. */
export class ScenarioRoom {
  readonly door: Door;
  readonly #browser: Browser;
  #signOn: Seat | undefined;
  #phone: Seat | undefined;

  private constructor(browser: Browser, door: Door) {
    this.#browser = browser;
    this.door = door;
  }

  static async open(browser: Browser): Promise<ScenarioRoom> {
    return new ScenarioRoom(browser, await Door.open());
  }

  /** The browser that people sign on in. */
  async signOn(): Promise<Seat> {
    this.#signOn ??= await Seat.open(this.#browser, this.door.url);
    return this.#signOn;
  }

  /** The browser of the web authenticator, on a device that knows its owner by the finger. */
  async phone(): Promise<Seat> {
    if (this.#phone === undefined) {
      this.#phone = await Seat.open(this.#browser, this.door.url);
      await new ExpectAuthenticator(this.#phone.page).addFingerprint();
    }
    return this.#phone;
  }

  async close(): Promise<void> {
    await this.#signOn?.leave();
    await this.#phone?.leave();
    await this.door.close();
  }
}
