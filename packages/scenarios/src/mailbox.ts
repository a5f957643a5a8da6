import type { MailMessage, MailTransport } from '@waygate/integrations';

/** Everybody's mailbox in a scenario. */
export class Mailbox implements MailTransport {
  readonly #mails: MailMessage[] = [];
  readonly #waiting: ((mail: MailMessage) => void)[] = [];
  #read = 0;

  /** How many mails came. */
  get count(): number {
    return this.#mails.length;
  }

  async deliver(mail: MailMessage): Promise<void> {
    this.#mails.push(mail);
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    this.#read += 1;
    reader(mail);
  }

  /** The next mail that nobody has read, if it comes in time. @param timeMs milliseconds of real time */
  async nextWithin(timeMs: number): Promise<MailMessage | undefined> {
    if (this.#mails[this.#read] !== undefined) return this.next();
    const { promise, resolve } = Promise.withResolvers<MailMessage | undefined>();
    this.#waiting.push(resolve);
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      resolve(undefined);
    }, timeMs);
    return promise.finally(() => clearTimeout(timer));
  }

  /** The next mail that nobody has read, as soon as there is one. */
  async next(): Promise<MailMessage> {
    const mail = this.#mails[this.#read];
    if (mail === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#read += 1;
    return mail;
  }
}

/** The link by which a mail lets somebody come back. */
export function linkIn({ text }: Pick<MailMessage, 'text'>): URL {
  const link = text.split(/\s+/).find((word) => word.includes('suspendedId=') && URL.canParse(word));
  if (link === undefined) throw new Error(`the mail has no link: ${text}`);
  return new URL(link);
}
