import type { KeptMessage } from '@waygate/storage';

/** Messages of a scenario that no gateway took: what everybody's telephones and mailboxes would show. */
export class KeptMessages {
  readonly #messages: KeptMessage[] = [];
  readonly #waiting: ((message: KeptMessage) => void)[] = [];
  #read = 0;

  take(message: KeptMessage): void {
    this.#messages.push(message);
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    this.#read += 1;
    reader(message);
  }

  /** The code in the next message that nobody has read, as soon as there is one. @throws Error when there is no code in it */
  async nextCode(): Promise<string> {
    const next = this.#messages[this.#read];
    if (next !== undefined) this.#read += 1;
    const { text } = next ?? (await new Promise<KeptMessage>((resolve) => this.#waiting.push(resolve)));
    // A code that is spoken has spaces, or commas too, between its digits.
    const code = /\b\d{6,8}\b/.exec(text.replaceAll(/(?<=\d),? (?=\d)/g, ''))?.[0];
    if (code === undefined) throw new Error(`there is no code in the message ${JSON.stringify(text)}`);
    return code;
  }
}
