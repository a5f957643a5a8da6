import { createHash } from 'node:crypto';
import { type GatewayOAuth, WaygateError } from '@waygate/schema';
import { guardedFetch } from '../federation/guarded-fetch.ts';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { fetchClientToken, TokenRefusal } from '../tokens/client-token.ts';
import { KeptToken } from '../tokens/kept-token.ts';
import { MessageRefusal } from './message-refusal.ts';

/** How many clients' tokens are kept. */
const MOST_KEPT = 500;

/** Tokens by which messages are handed to gateways, each kept until it ends. */
export class GatewayTokens {
  readonly #http: OutboundHttp;
  readonly #kept = new Map<string, KeptToken>();

  /** @param http reaches token endpoints; follows no redirect */
  constructor(http: OutboundHttp) {
    this.#http = http;
  }

  /**
   * @param refused token that the gateway did not take
   * @param within milliseconds that asking may take; who has less waits no longer, and what comes of it is kept for the next one
   * @throws MessageRefusal `oauth`, or what the token endpoint cannot be reached for
   */
  async get(realm: string, oauth: GatewayOAuth, within: number, refused?: string): Promise<string> {
    const key = createHash('sha256')
      .update(JSON.stringify([realm, oauth, within]))
      .digest('base64url');
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      const { tokenUrl, clientId, clientSecret = '', privateKey, keyId, scope } = oauth;
      const proof = privateKey === undefined ? { clientSecret } : { privateKey, keyId };
      kept = new KeptToken(() => fetchClientToken({ tokenUrl, clientId, proof, scope }, within, guardedFetch(this.#http, within)));
      this.#kept.set(key, kept);
    }
    try {
      return (await kept.get(refused)).token;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof TokenRefusal)) return error;
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof WaygateError) return MessageRefusal.of(cause);
  }
  return new MessageRefusal('oauth', error.passing, error.response);
}
