import { randomUUID } from 'node:crypto';
import { type Addresses, addressOf } from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { issuerPath } from './issuer.ts';
import { signingKeys } from './signing-keys.ts';

/** How long a statement is good, seconds: each request has its own. */
const LASTS = 60;
/** Tells it from every token: what is for an application's upstream must be good for nothing else. */
const TYPE = 'waygate-assertion+jwt';

/** What an upstream is told of whoever asks. */
export interface AssertedFacts {
  /** Origin of the application. */
  readonly audience: string;
  readonly userId: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly authLevel: number;
  readonly offline: boolean;
  /** Names the sign-on session without giving it away. */
  readonly handle: string;
}

/** Makes signed statements of who asks, with the key of the realm that also signs its tokens (ES256); its public half stands under `connect/jwk_uri`. */
export function createAssertions(deps: Addresses & { readonly realmObjects: RealmObjectStore; readonly now: () => number }) {
  return {
    async make(realm: string, { audience, userId, username, groups, authLevel, offline, handle }: AssertedFacts): Promise<string> {
      const key = (await signingKeys(deps.realmObjects, realm)).find(({ alg }) => alg === 'ES256');
      if (key === undefined) throw new Error('A realm without a key to sign with.');
      const at = Math.floor(deps.now() / 1000);
      const payload: JWTPayload = { preferred_username: username, groups, auth_level: authLevel, offline, sid: handle };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'ES256', typ: TYPE, ...(key.kid === undefined ? {} : { kid: key.kid }) })
        .setIssuer(`${addressOf(deps, realm)}${issuerPath(realm)}`)
        .setSubject(userId)
        .setAudience(audience)
        .setIssuedAt(at)
        .setExpirationTime(at + LASTS)
        .setJti(randomUUID())
        .sign(await importJWK(key, 'ES256'));
    },
  };
}
