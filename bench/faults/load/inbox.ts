import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from './installation.ts';

const LOOKS_EVERY_MS = 50;
/** What waits is told at once, and what another copy sends is looked for every two seconds. */
const OPEN_FOR_MS = 3_000;
const GLANCE_MS = 300;

/** The inbox of a web authenticator: every push that it was ever handed, by its id. */
export class Inbox {
  readonly received = new Map<string, string>();
  readonly #installation: Installation;
  readonly #key: string;

  /** @param key base64url of 32 bytes */
  constructor(installation: Installation, key: string) {
    this.#installation = installation;
    this.#key = key;
  }

  /** Takes what lies there at this moment, however often that must be tried. */
  async glance(): Promise<void> {
    while (!(await this.#open(() => false, GLANCE_MS)));
  }

  /** Waits until more came than so many. */
  async moreThan(count: number, withinMs: number): Promise<void> {
    const isThere = () => this.received.size > count;
    for (const until = performance.now() + withinMs; !isThere() && performance.now() < until; ) await this.#open(isThere, OPEN_FOR_MS);
  }

  /** @returns whether it could be read to the end of that time */
  async #open(isEnough: () => boolean, forMs: number): Promise<boolean> {
    const done = new AbortController();
    let isBroken = false;
    const reading = this.#read(done.signal).catch(() => {
      isBroken = true;
    });
    let opened = false;
    void reading.then(() => {
      isBroken = true;
    });
    this.#whenOpen = () => {
      opened = true;
    };
    for (let waited = 0; waited < forMs && !isBroken && !isEnough(); waited += opened ? LOOKS_EVERY_MS : 0) await pause(LOOKS_EVERY_MS);
    const isWhole = !isBroken;
    done.abort();
    await reading;
    return isWhole;
  }

  #whenOpen = () => {};

  async #read(signal: AbortSignal): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.#installation.next().proxy.port}/authenticator/inbox`, {
      headers: { authorization: `Bearer ${this.#key}`, accept: 'text/event-stream' },
      signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(`The inbox answers ${response.status}.`);
    this.#whenOpen();
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body) {
      const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        const { messageId, jwt } = JSON.parse(data) as { readonly messageId: string; readonly jwt: string };
        this.received.set(messageId, jwt);
      }
    }
  }
}
