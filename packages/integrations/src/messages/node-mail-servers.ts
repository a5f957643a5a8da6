import type { MessageMailServer } from '@waygate/node-kit';
import type { MailTransport } from '../mail/mail-transport.ts';
import { createSmtpTransport } from '../mail/smtp-transport.ts';

const TIMEOUT_MS = 10_000;
/** How many servers are kept: journeys name few. */
const MOST = 50;

/** Mail servers that nodes name. Only those that an operator allows are used: who draws a journey must not choose whom codes are shown to, nor what this server connects to. */
export class NodeMailServers {
  readonly #allowed: ReadonlySet<string>;
  readonly #kept = new Map<string, MailTransport>();

  /** @param allowed as `host` or `host:port`, in lower case */
  constructor(allowed: ReadonlySet<string>) {
    this.#allowed = allowed;
  }

  /** @returns undefined when the server is not to be used */
  for(server: MessageMailServer | undefined): MailTransport | undefined {
    if (server === undefined) return undefined;
    const { port, tls, username, password } = server;
    const host = server.host.toLowerCase();
    if (!this.#allowed.has(host) && !this.#allowed.has(`${host}:${port}`)) return undefined;
    const key = JSON.stringify([host, port, tls, username, password]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    if (this.#kept.size >= MOST) this.#kept.clear();
    // A password is not sent in clear.
    const auth = username === undefined || password === undefined || tls === 'none' ? {} : { auth: { username, password } };
    const made = createSmtpTransport({ host, port, tls, timeoutMs: TIMEOUT_MS, ...auth });
    this.#kept.set(key, made);
    return made;
  }
}
