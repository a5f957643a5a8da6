import { importPKCS8 } from 'jose';
import type * as openid from 'openid-client';
import { type ClientKey, readClientKey } from './read-client-key.ts';

/** Where short-lived tokens of a client come from (OAuth, RFC 6749): with a refresh token, or by the client's own right. */
export interface ClientTokenSource {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** How the client proves itself: with a secret, or with a signature of its own (`private_key_jwt`, RFC 7523). */
  readonly proof:
    | { readonly clientSecret: string }
    | {
        /** PEM: RSA (RS256), EC (ES256, ES384, ES512) or Ed25519. */
        readonly privateKey: string;
        readonly keyId?: string | undefined;
      };
  /** Of an account; without one the client asks for itself (client credentials). */
  readonly refreshToken?: string | undefined;
  readonly scope?: string | undefined;
}

/** A token and until when it is good, epoch milliseconds. */
export interface ClientToken {
  readonly token: string;
  readonly expiresAt: number;
  /** What to ask with from now on, where the server gave another one. */
  readonly refreshToken?: string;
}

/** There is no token. Says nothing of what was sent or answered, so that it can be logged. */
export class TokenRefusal extends Error {
  /** Whether the same may work a little later. */
  readonly passing: boolean;
  /** Status that the endpoint answered with, when it was that. */
  readonly response: number | undefined;

  constructor(passing: boolean, response: number | undefined, cause?: unknown) {
    super('There is no token.', cause === undefined ? {} : { cause });
    this.name = 'TokenRefusal';
    this.passing = passing;
    this.response = response;
  }
}

/** A token that ends within this is not begun with, milliseconds. */
const MARGIN_MS = 60_000;
/** What is taken for the life of a token whose server does not say, seconds. */
const USUAL_LIFE = 300;

/**
 * Gets a token. Redirects are not followed.
 * @param timeoutMs how long the token endpoint may take
 * @param fetch makes the request, where not every address may be called
 * @throws TokenRefusal passing when the endpoint is away or has too much to do, lasting when it says no or the key is none
 */
export async function fetchClientToken(source: ClientTokenSource, timeoutMs: number, fetch?: openid.CustomFetch): Promise<ClientToken> {
  const { tokenUrl, clientId, refreshToken, scope } = source;
  // Nothing but a first token needs the library, and commands start faster without it.
  const library = await import('openid-client');
  const { origin, protocol } = new URL(tokenUrl);
  const auth = await authentication(library, source);
  const config: openid.Configuration = new library.Configuration({ issuer: origin, token_endpoint: tokenUrl }, clientId, undefined, auth);
  // Seconds, and not zero, which would be none.
  config.timeout = timeoutMs / 1000;
  if (fetch !== undefined) config[library.customFetch] = fetch;
  if (protocol === 'http:') library.allowInsecureRequests(config);
  const parameters = scope === undefined ? {} : { scope };
  const asked = Date.now();
  try {
    const answer =
      refreshToken === undefined
        ? await library.clientCredentialsGrant(config, parameters)
        : await library.refreshTokenGrant(config, refreshToken, parameters);
    return {
      token: answer.access_token,
      expiresAt: asked + (answer.expires_in ?? USUAL_LIFE) * 1000 - MARGIN_MS,
      ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    };
  } catch (error) {
    const { status } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown };
    const isNo = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
    throw new TokenRefusal(!isNo, typeof status === 'number' ? status : undefined, error);
  }
}

async function authentication(library: typeof openid, { tokenUrl, proof }: ClientTokenSource): Promise<openid.ClientAuth> {
  if ('clientSecret' in proof) return library.ClientSecretPost(proof.clientSecret);
  const key = await signingKey(proof.privateKey);
  return library.PrivateKeyJwt(proof.keyId === undefined ? { key } : { key, kid: proof.keyId }, {
    // What the server calls itself is not known here; its endpoint is a name of it, too (RFC 7523, 3).
    [library.modifyAssertion]: (_header, payload) => {
      payload['aud'] = tokenUrl;
    },
  });
}

async function signingKey(pem: string) {
  let read: ClientKey;
  try {
    read = readClientKey(pem);
  } catch (error) {
    throw new TokenRefusal(false, undefined, error);
  }
  return importPKCS8(read.key.export({ format: 'pem', type: 'pkcs8' }).toString(), read.algorithm);
}
