import type { Transporter } from 'nodemailer';
import { KeptToken } from '../tokens/kept-token.ts';
import { MailRefusal, type MailTransport } from './mail-transport.ts';
import { fetchSmtpToken, type SmtpOAuth } from './smtp-tokens.ts';

/** How to reach the server that takes the mails. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `required` begins in clear and goes on encrypted (STARTTLS) or not at all; `implicit` is encrypted from the first byte; `none` stays in clear. */
  readonly tls: 'required' | 'implicit' | 'none';
  /** Who signs on there: with a password, or with short-lived tokens (XOAUTH2). */
  readonly auth?: { readonly username: string } & ({ readonly password: string } | { readonly oauth: SmtpOAuth });
  /** How long the server may be silent, milliseconds. */
  readonly timeoutMs: number;
  /** Certificates (PEM) that are trusted instead of those that Node trusts. */
  readonly certificates?: string;
}

/** What makes no difference when it is tried again. */
const LASTING: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'ETLS', 'EREQUIRETLS', 'EENVELOPE', 'EMESSAGE', 'ECONFIG']);

/** Hands mails to an SMTP server, each over a connection of its own. Certificates are always checked. */
export function createSmtpTransport({ host, port, tls, auth, timeoutMs, certificates }: SmtpSettings): MailTransport {
  let transporter: Promise<Transporter> | undefined;
  // Loaded with the first mail: most commands send none.
  const open = async (): Promise<Transporter> =>
    (await import('nodemailer')).createTransport({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'required',
      ignoreTLS: tls === 'none',
      ...(auth === undefined
        ? {}
        : { auth: 'password' in auth ? { user: auth.username, pass: auth.password } : tokensFor(auth.username, auth.oauth, timeoutMs) }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(certificates === undefined ? {} : { ca: certificates }) },
      // What a template says is text, whatever it looks like.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  return {
    deliver: async ({ from, to, subject, text, html }) => {
      try {
        transporter ??= open();
        await (await transporter).sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          ...(html === undefined ? {} : { html }),
          // Answers of machines to mails of machines help nobody (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw refusalOf(error);
      }
    },
    reach: async () => {
      try {
        transporter ??= open();
        await (await transporter).verify();
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
}

/** A token is kept until it ends, or until the server does not take it any more: then nodemailer asks once for another one. */
function tokensFor(user: string, oauth: SmtpOAuth, timeoutMs: number) {
  let present = oauth;
  // Beside the library, which keeps one for mails and asks for another one to look whether the server is there.
  const tokens = new KeptToken(async () => {
    const fetched = await fetchSmtpToken(present, timeoutMs);
    // One that is changed with each use is good once.
    if (fetched.refreshToken !== undefined && present.refreshToken !== undefined)
      present = { ...present, refreshToken: fetched.refreshToken };
    return fetched;
  });
  return {
    type: 'OAuth2' as const,
    user,
    provisionCallback: (_user: string, renew: boolean, done: (error: Error | null, token?: string, expires?: number) => void) =>
      void tokens.get(renew ? tokens.present : undefined).then(
        ({ token, expiresAt }) => done(null, token, expiresAt),
        (error: unknown) => done(error instanceof Error ? error : new Error('EOAUTH2')),
      ),
  };
}

function refusalOf(error: unknown): MailRefusal {
  if (error instanceof MailRefusal) return error;
  const { code, responseCode } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; responseCode?: unknown };
  const reason = typeof code === 'string' ? code : 'EUNKNOWN';
  const response = typeof responseCode === 'number' ? responseCode : undefined;
  // A server says by 4xx that it may be better later, whatever it was asked.
  const passing = response === undefined ? !LASTING.has(reason) : response < 500;
  return new MailRefusal(reason, passing, response);
}
