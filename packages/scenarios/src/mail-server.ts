import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it came: whom it is for, and what it says, headers first. */
export interface CameMail {
  readonly to: readonly string[];
  readonly text: string;
}

/** A real SMTP server on this machine that takes every mail, in clear. */
export class MailServer {
  readonly #server: SMTPServer;
  readonly #came: CameMail[] = [];
  readonly #waiting: ((mail: CameMail) => void)[] = [];
  #read = 0;
  #held: Promise<void> = Promise.resolve();

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.#take({ to, text: decoded(Buffer.concat(chunks).toString('utf8')) });
          void this.#held.then(() => done());
        });
      },
    });
    // A server that is killed takes its connection with it.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const made = new MailServer();
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
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

  /** Every mail that came whole, whether it was answered or not, oldest first. @param to an address; to all when left out */
  came(to?: string): readonly CameMail[] {
    return to === undefined ? this.#came : this.#came.filter((mail) => mail.to.includes(to));
  }

  /** The next mail that nobody has read, as soon as there is one. */
  async next(): Promise<CameMail> {
    const mail = this.#came[this.#read];
    if (mail === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#read += 1;
    return mail;
  }

  /** Takes mails from now on, and does not say so. @returns says so, of all of them */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = Promise.resolve();
      resolve();
    };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(mail: CameMail): void {
    this.#came.push(mail);
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    this.#read += 1;
    reader(mail);
  }
}

/** Quoted-printable (RFC 2045, 6.7), as far as codes and addresses need it. */
function decoded(raw: string): string {
  return raw.replaceAll(/=\r?\n/g, '').replaceAll(/=([\dA-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
