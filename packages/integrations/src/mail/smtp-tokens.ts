import type * as openid from 'openid-client';
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

/** A token and until when it is good, epoch milliseconds. */
export interface SmtpToken {
  readonly token: string;
  readonly expiresAt: number;
  /** What to ask with from now on, where the server gave another one. */
  readonly refreshToken?: string;
}

/** A token that ends within this is not begun with, milliseconds. */
const MARGIN_MS = 60_000;
/** What is taken for the life of a token whose server does not say, seconds. */
const USUAL_LIFE = 300;

/**
 * Gets a token for a mail server. Redirects are not followed, and no answer reaches a log: the error names its kind alone.
 * @param timeoutMs how long the token endpoint may take
 * @throws MailRefusal `EOAUTH2`: passing when the endpoint is away or has too much to do, lasting when it says no
 */
export async function fetchSmtpToken(
  { tokenUrl, clientId, clientSecret, refreshToken, scope }: SmtpOAuth,
  timeoutMs: number,
): Promise<SmtpToken> {
  const { allowInsecureRequests, ClientSecretPost, clientCredentialsGrant, Configuration, refreshTokenGrant } = await import(
    'openid-client'
  );
  const { origin, protocol } = new URL(tokenUrl);
  const config: openid.Configuration = new Configuration(
    { issuer: origin, token_endpoint: tokenUrl },
    clientId,
    undefined,
    ClientSecretPost(clientSecret),
  );
  // Seconds, and not zero, which would be none.
  config.timeout = timeoutMs / 1000;
  if (protocol === 'http:') allowInsecureRequests(config);
  const parameters = scope === undefined ? {} : { scope };
  const asked = Date.now();
  try {
    const answer =
      refreshToken === undefined
        ? await clientCredentialsGrant(config, parameters)
        : await refreshTokenGrant(config, refreshToken, parameters);
    return {
      token: answer.access_token,
      expiresAt: asked + (answer.expires_in ?? USUAL_LIFE) * 1000 - MARGIN_MS,
      ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    };
  } catch (error) {
    const { status } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown };
    const isNo = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
    throw new MailRefusal('EOAUTH2', !isNo, typeof status === 'number' ? status : undefined);
  }
}
