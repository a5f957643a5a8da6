import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on this machine that takes every mail, in clear. */
export class MailServer {
  readonly #server: SMTPServer;
  readonly #mails: string[] = [];
  readonly #waiting: ((mail: string) => void)[] = [];

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.#take(Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
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

  /** Headers and text of the next mail, as soon as there is one, and the link in it. */
  async next(): Promise<{ readonly text: string; readonly link: URL }> {
    const raw = this.#mails.shift() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    // Quoted-printable (RFC 2045, 6.7), as far as addresses need it.
    const text = raw
      .replaceAll(/=\r?\n/g, '')
      .replaceAll(/=([\dA-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const [link = ''] = /https?:\/\/\S+suspendedId=[\w.-]+/.exec(text) ?? [];
    return { text, link: new URL(link) };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(mail: string): void {
    const reader = this.#waiting.shift();
    if (reader === undefined) this.#mails.push(mail);
    else reader(mail);
  }
}
