import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { DeviceKeyPort, DeviceSignatureCheck, DeviceSignatureFault } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { z } from 'zod';
import { rsaBits } from '../webauthn/rsa-bits.ts';

/** Bytes of a challenge: more than can be guessed, and a text that is told from a shared secret. */
const CHALLENGE_BYTES = 24;
/** How far clocks may be apart, seconds. */
const SKEW_SECONDS = 60;
/** Shortest RSA key where an operator says nothing else, bits (NIST SP 800-57 part 1). */
const SHORTEST_RSA = 2_048;

const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,1024}$/);
const kid = z.string().regex(/^[\w.-]{1,128}$/);
/** Names for a key that AM's clients use; a private part is no member and so never kept. */
const rsaKey = z.object({ kty: z.literal('RSA'), n: base64url, e: base64url });
const ecKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url, y: base64url });
const header = z.discriminatedUnion('alg', [
  z.object({ alg: z.literal('RS512'), kid, jwk: rsaKey.optional() }),
  z.object({ alg: z.literal('ES256'), kid, jwk: ecKey.optional() }),
]);
const claimsOf = z.object({
  sub: z.string(),
  iss: z.string(),
  challenge: z.string(),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  platform: z.string().optional(),
});
type Claims = z.infer<typeof claimsOf>;

/**
 * Keys of bound devices: RSA with SHA-512 as Android makes them, P-256 as iOS does.
 * @param leastRsaBits bits that an RSA key must have, also one that was bound when fewer did
 */
export function createDeviceKeys(leastRsaBits = SHORTEST_RSA): DeviceKeyPort {
  return {
    newChallenge: () => randomBytes(CHALLENGE_BYTES).toString('base64'),

    async checkBinding(check) {
      const said = headerOf(check.jws);
      if (said?.jwk === undefined) return { fault: 'signature' };
      const checked = await verified(check, said.alg, said.jwk, leastRsaBits);
      if ('fault' in checked) return checked;
      const { platform = '' } = checked.claims;
      const key = { ...said.jwk, kid: said.kid, alg: said.alg, use: 'sig' };
      return { shown: { kid: said.kid, key, platform: ['android', 'ios'].includes(platform) ? platform : '' } };
    },

    read(jws) {
      const said = headerOf(jws);
      const claims = z.object({ sub: z.string() }).safeParse(partOf(jws, 1));
      return said === undefined || !claims.success ? undefined : { kid: said.kid, subject: claims.data.sub };
    },

    async checkSignature({ key, ...check }) {
      const said = headerOf(check.jws);
      // What a key was bound with is what it signs with.
      if (said === undefined || said.alg !== key['alg'] || said.kid !== key['kid']) return { fault: 'signature' };
      const checked = await verified(check, said.alg, key, leastRsaBits);
      return 'fault' in checked ? checked : { signedAt: checked.claims.iat };
    },
  };
}

/** Checks the signature first: what the claims say is of no interest before. */
async function verified(
  check: DeviceSignatureCheck,
  alg: 'RS512' | 'ES256',
  jwk: JsonObject,
  leastRsaBits: number,
): Promise<{ readonly claims: Claims } | { readonly fault: DeviceSignatureFault }> {
  if (alg === 'RS512' && bitsOf(jwk['n']) < leastRsaBits) return { fault: 'signature' };
  const { compactVerify, importJWK } = await import('jose');
  try {
    await compactVerify(check.jws, await importJWK(jwk, alg), { algorithms: [alg] });
  } catch {
    // Whatever the library says of a text that an app sent, it is no signature of this key.
    return { fault: 'signature' };
  }
  const claims = claimsOf.safeParse(partOf(check.jws, 1));
  return claims.success && isWanted(claims.data, check) ? { claims: claims.data } : { fault: 'claims' };
}

function isWanted(claims: Claims, { challenge, subject, applicationIds, sentAt, timeout, now }: DeviceSignatureCheck): boolean {
  const seconds = now / 1_000;
  const { iat, nbf, exp } = claims;
  return (
    isSame(claims.challenge, challenge) &&
    claims.sub === subject &&
    applicationIds.includes(claims.iss) &&
    exp > seconds - SKEW_SECONDS &&
    // Nothing that is asked for now needs to be good for longer.
    exp <= seconds + timeout + SKEW_SECONDS &&
    (nbf === undefined || nbf <= seconds + SKEW_SECONDS) &&
    (iat === undefined || (iat <= seconds + SKEW_SECONDS && iat >= sentAt / 1_000 - SKEW_SECONDS)) &&
    seconds <= sentAt / 1_000 + timeout + SKEW_SECONDS
  );
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function headerOf(jws: string) {
  return header.safeParse(partOf(jws, 0)).data;
}

/** A part of a compact JWS, whatever it is. */
function partOf(jws: string, at: 0 | 1): unknown {
  const parts = jws.split('.');
  if (parts.length !== 3) return undefined;
  try {
    return JSON.parse(Buffer.from(parts[at] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}

function bitsOf(modulus: unknown): number {
  return typeof modulus === 'string' ? rsaBits(Buffer.from(modulus, 'base64url')) : 0;
}
