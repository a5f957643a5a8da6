import { type ClientToken, fetchClientToken, TokenRefusal } from '../tokens/client-token.ts';
import { MailRefusal } from './mail-transport.ts';

/** Where a mail server's tokens come from (OAuth, RFC 6749): with a refresh token of the mailbox, or by the client's own right. */
export interface SmtpOAuth {
  /** Token endpoint: https, or of this machine. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the mailbox; without one the client asks for itself (client credentials). */
  readonly refreshToken?: string;
  readonly scope?: string;
}

/**
 * Gets a token for a mail server. Redirects are not followed, and no answer reaches a log: the error names its kind alone.
 * @param timeoutMs how long the token endpoint may take
 * @throws MailRefusal `EOAUTH2`: passing when the endpoint is away or has too much to do, lasting when it says no
 */
export async function fetchSmtpToken({ clientSecret, ...source }: SmtpOAuth, timeoutMs: number): Promise<ClientToken> {
  try {
    return await fetchClientToken({ ...source, proof: { clientSecret } }, timeoutMs);
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    throw new MailRefusal('EOAUTH2', error.passing, error.response);
  }
}
