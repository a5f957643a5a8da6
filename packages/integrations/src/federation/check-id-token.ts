import type { IdTokenCheck } from '@waygate/node-kit';
import { type JsonObject, jsonObject, WaygateError } from '@waygate/schema';
import type { CustomFetch } from 'openid-client';
import { federationFault, isDown } from './federation-fault.ts';

/** Signatures that a key of the issuer makes. */
const SIGNED = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Signatures that the secret makes which the client shares with the issuer. */
const SHARED = ['HS256', 'HS384', 'HS512'];
/** How far clocks may be apart, seconds. */
const SKEW_SECONDS = 30;

/** Checks ID tokens that somebody else brought, by the keys that the issuer publishes or by the secret that is shared with it. */
export class IdTokenChecker {
  readonly #fetch: CustomFetch;
  readonly #keySets = new Map<string, ReturnType<typeof import('jose')['createRemoteJWKSet']>>();

  constructor(fetch: CustomFetch) {
    this.#fetch = fetch;
  }

  /** @returns the claims; undefined when the token is not believed */
  async check({ token, keys, issuer, audience, authorizedParties, longestLife, now }: IdTokenCheck): Promise<JsonObject | undefined> {
    const { jwtVerify, errors } = await import('jose');
    const options = {
      issuer,
      audience,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat'],
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(now),
    };
    try {
      const { payload } =
        keys.from === 'CLIENT_SECRET'
          ? await jwtVerify(token, new TextEncoder().encode(keys.secret), { ...options, algorithms: SHARED })
          : await jwtVerify(token, await this.#keysOf(keys, issuer), { ...options, algorithms: SIGNED });
      const { exp = 0, iat = 0, aud, azp } = payload;
      if (exp - iat > longestLife * 60 || iat * 1000 > now + SKEW_SECONDS * 1000) return undefined;
      const parties = [audience, ...authorizedParties];
      if (azp !== undefined && !(typeof azp === 'string' && parties.includes(azp))) return undefined;
      // A token for several must say whom it was issued to.
      if (Array.isArray(aud) && aud.length > 1 && azp === undefined) return undefined;
      return jsonObject.parse(payload);
    } catch (error) {
      if (isDown(error) || error instanceof errors.JWKSTimeout) throw federationFault(issuer, error);
      if (error instanceof errors.JOSEError) return undefined;
      throw federationFault(issuer, error);
    }
  }

  /** Keys under an address, or those of the server that describes itself there. */
  async #keysOf({ from, url }: { readonly from: 'WELL_KNOWN_URL' | 'JWK_URL'; readonly url: string }, issuer: string) {
    const kept = this.#keySets.get(`${from} ${url}`);
    if (kept !== undefined) return kept;
    const jose = await import('jose');
    const address = from === 'JWK_URL' ? url : await this.#keysAddress(url, issuer);
    const keySet = jose.createRemoteJWKSet(new URL(address), {
      timeoutDuration: 10_000,
      [jose.customFetch]: async (at, { method, headers }) => {
        const answer = await this.#fetch(at, { method, headers: Object.fromEntries(headers), body: undefined, redirect: 'manual' });
        if (answer.status >= 500)
          throw new WaygateError('operational', 'federation.unreachable', `The keys of ${issuer} cannot be fetched now.`);
        return answer;
      },
    });
    this.#keySets.set(`${from} ${url}`, keySet);
    return keySet;
  }

  async #keysAddress(url: string, issuer: string): Promise<string> {
    const answer = await this.#fetch(url, { method: 'GET', headers: { accept: 'application/json' }, body: undefined, redirect: 'manual' });
    if (answer.status >= 500) throw new WaygateError('operational', 'federation.unreachable', `${issuer} does not describe itself now.`);
    const described: unknown = answer.status === 200 ? await answer.json().catch(() => undefined) : undefined;
    const { issuer: said, jwks_uri: address } = (typeof described === 'object' && described !== null ? described : {}) as Record<
      string,
      unknown
    >;
    if (said === issuer && typeof address === 'string' && URL.canParse(address)) return address;
    throw new WaygateError('authoring', 'federation.provider_unusable', `What is at ${url} does not describe ${issuer}.`);
  }
}
