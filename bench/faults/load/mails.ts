import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

const LOOKS_EVERY_MS = 20;

/** A real SMTP server, and the mails that came, by the address that they are for. */
export class Mails {
  readonly #server: SMTPServer;
  readonly #byAddress = new Map<string, string[]>();

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          for (const { address } of session.envelope.rcptTo) this.#take(address, Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
    // A server that is killed takes its connection with it.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<Mails> {
    const mails = new Mails();
    await new Promise<void>((resolve) => mails.#server.listen(0, '127.0.0.1', resolve));
    return mails;
  }

  /** Variables of a server that sends its mails here. */
  get environment(): Readonly<Record<string, string>> {
    const { port } = this.#server.server.address() as AddressInfo;
    return {
      WAYGATE_SMTP_HOST: '127.0.0.1',
      WAYGATE_SMTP_PORT: String(port),
      WAYGATE_SMTP_TLS: 'none',
      WAYGATE_SMTP_FROM: 'Waygate <waygate@example.com>',
    };
  }

  /** The codes that came to an address, oldest first. */
  codesOf(address: string): readonly string[] {
    return (this.#byAddress.get(address) ?? []).flatMap((mail) => /\b(\d{8})\b/.exec(bodyOf(mail))?.[1] ?? []);
  }

  /** The links that came to an address, oldest first. */
  linksOf(address: string): readonly string[] {
    return (this.#byAddress.get(address) ?? []).flatMap((mail) => /https?:\/\/\S+suspendedId=[\w.%-]+/.exec(bodyOf(mail))?.[0] ?? []);
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
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(address: string, mail: string): void {
    const own = this.#byAddress.get(address) ?? [];
    own.push(mail);
    this.#byAddress.set(address, own);
  }
}

/** What follows the headers, which have numbers of their own; lines that were broken for the way are whole again. */
function bodyOf(mail: string): string {
  return mail.slice(mail.indexOf('\r\n\r\n')).replaceAll('=\r\n', '').replaceAll('=3D', '=').replaceAll('&amp;', '&');
}
