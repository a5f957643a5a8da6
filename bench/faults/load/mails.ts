import { setTimeout as pause } from 'node:timers/promises';
import { MailServer } from '@waygate/scenarios/mail-server';

const LOOKS_EVERY_MS = 20;

/** The codes and links that came by mail, by the address that they are for. */
export class Mails {
  readonly #server: MailServer;

  private constructor(server: MailServer) {
    this.#server = server;
  }

  static async start(): Promise<Mails> {
    return new Mails(await MailServer.start());
  }

  /** Variables of a server that sends its mails here. */
  get environment(): Readonly<Record<string, string>> {
    return this.#server.environment;
  }

  /** The codes that came to an address, oldest first. */
  codesOf(address: string): readonly string[] {
    return this.#server.came(address).flatMap(({ text }) => /\b(\d{8})\b/.exec(bodyOf(text))?.[1] ?? []);
  }

  /** The links that came to an address, oldest first. */
  linksOf(address: string): readonly string[] {
    return this.#server.came(address).flatMap(({ text }) => /https?:\/\/\S+suspendedId=[\w.%-]+/.exec(bodyOf(text))?.[0] ?? []);
  }

  /** The codes as soon as there are more than so many, or as they are after so long. */
  async moreThan(address: string, count: number, withinMs: number): Promise<readonly string[]> {
    for (const until = performance.now() + withinMs; performance.now() < until; await pause(LOOKS_EVERY_MS)) {
      const codes = this.codesOf(address);
      if (codes.length > count) return codes;
    }
    return this.codesOf(address);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** What follows the headers, which have numbers of their own. */
function bodyOf(mail: string): string {
  return mail.slice(mail.indexOf('\r\n\r\n')).replaceAll('&amp;', '&');
}
